/** What `import * as tslab from "tslab"` gives here: tslab's names over our displays. */
import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { type DisplayHandle, display as show } from "../../../display/index.ts";

/** tslab's display: one method for each MIME type, none returns anything. */
export interface TslabDisplay {
  javascript(text: string): void;
  html(text: string): void;
  markdown(text: string): void;
  latex(text: string): void;
  svg(text: string): void;
  png(bytes: Uint8Array): void;
  jpeg(bytes: Uint8Array): void;
  gif(bytes: Uint8Array): void;
  pdf(bytes: Uint8Array): void;
  text(text: string): void;
  raw(contentType: string, data: string | Uint8Array): void;
}

/** Shows a new output with each call. */
export const display: TslabDisplay = tslabDisplay((bundle) => {
  show.raw(bundle);
});

/** A display whose calls all show in one place, each replacing the one before. */
export function newDisplay(): TslabDisplay {
  const id = randomUUID();
  let handle: DisplayHandle | undefined;
  return tslabDisplay((bundle) => {
    if (handle === undefined) handle = show.raw(bundle, { id });
    else handle.update(bundle);
  });
}

const require = createRequire(import.meta.url);

/** Versions of what runs the notebook. `tslab` is the version whose interface this is. */
export const versions: {
  readonly tslab: string;
  readonly typescript: string;
  readonly node: string;
} = {
  tslab: "1.0.22",
  typescript: versionOf("typescript7"),
  node: process.version,
};

function versionOf(name: string): string {
  const { version } = require(`${name}/package.json`) as { version: string };
  return version;
}

type Bundle = Readonly<Record<string, string | Uint8Array>>;

function tslabDisplay(send: (bundle: Bundle) => void): TslabDisplay {
  const as = (type: string) => (data: string | Uint8Array) => send({ [type]: data });
  return {
    javascript: as("application/javascript"),
    html: as("text/html"),
    markdown: as("text/markdown"),
    latex: as("text/latex"),
    svg: as("image/svg+xml"),
    png: as("image/png"),
    jpeg: as("image/jpeg"),
    gif: as("image/gif"),
    pdf: as("application/pdf"),
    text: as("text/plain"),
    raw: (type, data) => send({ [type]: data }),
  };
}
