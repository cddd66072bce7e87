import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";

/** Name of the promise of the library on the page. */
export const libraryPromise = "triptychPlotly";

/** Shows a MIME bundle that holds the library, ahead of the first figure. */
export type LibraryPublisher = (bundle: Readonly<Record<string, string>>) => void;

let publisher: LibraryPublisher | undefined;
let isSent = false;

/**
 * Chooses how the plotting library reaches the page: as an output of its own, once in the life of
 * this process, so that later changes of a figure neither lose it nor send it again. Without a
 * publisher the first figure carries it.
 */
export function publishLibraryWith(publish: LibraryPublisher | undefined): void {
  publisher = publish;
}

/**
 * Called for each figure's HTML.
 *
 * @returns What the HTML must start with: the library in the first one, when there is no publisher.
 */
export function libraryForPage(): string {
  if (isSent) return "";
  const script = libraryScript();
  isSent = true;
  if (publisher === undefined) return script;
  publisher({ "text/html": script, "text/plain": "[plotly.js for the figures below]" });
  return "";
}

/** Packed it takes 2.6 MB of the notebook, a quarter; and base64 can not end the script element. */
function libraryScript(): string {
  const path = createRequire(import.meta.url).resolve("plotly.js-dist");
  const packed = gzipSync(readFileSync(path)).toString("base64");
  return `<script>window.${libraryPromise} ??= window.Plotly ? Promise.resolve() : (async () => {
  const bytes = Uint8Array.from(atob("${packed}"), (c) => c.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = document.createElement("script");
  script.textContent = await new Response(unpacked).text();
  document.head.append(script);
})();</script>`;
}
