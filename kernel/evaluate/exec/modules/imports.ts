import { register } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { constants, Script } from "node:vm";
import type { HooksData } from "./hooks.ts";
import { cellFile, installationUrl } from "./installation.ts";
import { forgetEdited, noteLoaded } from "./required-files.ts";

const cellUrl = pathToFileURL(cellFile).href;

// The engine hands out functions without a type.
const load = new Script("(specifier, options) => import(specifier, options)", {
  filename: cellFile,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
}).runInThisContext() as (specifier: string, options?: object) => Promise<object>;

/**
 * `import()` as in a file of the notebook's folder.
 *
 * @param names - The names that are wanted: one that a CommonJS module has only on its default
 * export is found there.
 */
export async function importFromCell(
  specifier: string,
  options?: object,
  names: readonly string[] = [],
): Promise<object> {
  installHooks();
  forgetEdited();
  const site = new Error("import");
  try {
    return withDefaultNames(await load(specifier, options), names);
  } catch (error) {
    addFrames(error, site);
    throw error;
  } finally {
    noteLoaded();
  }
}

/** `import.meta` as in a file of the notebook's folder, on every version of Node. */
export const cellMeta: Pick<ImportMeta, "dirname" | "filename" | "resolve" | "url"> = {
  url: cellUrl,
  filename: cellFile,
  dirname: dirname(cellFile),
  resolve: (specifier, parent = cellUrl) => {
    installHooks();
    return import.meta.resolve(specifier, parent).replace(/\?v=\w+$/, "");
  },
};

let areHooksInstalled = false;

/** Starts the thread of the module hooks, with the first import: many cells run without one. */
function installHooks(): void {
  if (areHooksInstalled) return;
  const tslabUrl = new URL("./tslab.js", import.meta.url).href;
  const data: HooksData = { installationUrl, tslabUrl };
  register(new URL("./hooks.js", import.meta.url), { data });
  areHooksInstalled = true;
}

/** Node keeps the error of a module that failed, with the frames of the import that failed first. */
const seen = new WeakSet<Error>();

/** A module that is not found leaves an error without a frame; the import's own line helps. */
function addFrames(error: unknown, site: Error): void {
  if (!(error instanceof Error) || error.stack === undefined) return;
  const [title = "", ...given] = error.stack.split(nextFrame);
  const own = seen.has(error) ? given.filter((frame) => !frame.includes("In[")) : given;
  seen.add(error);
  if (own.some((frame) => frame.includes("In["))) return;
  const [, ...frames] = site.stack?.split(nextFrame) ?? [];
  const value = [title, ...own, ...frames].join(nextFrame);
  Reflect.defineProperty(error, "stack", { value, configurable: true, writable: true });
}

const nextFrame = "\n    at ";

/** Node finds only some of a CommonJS module's names; TypeScript's users expect all of them. */
function withDefaultNames(namespace: object, names: readonly string[]): object {
  const whole: unknown = Reflect.get(namespace, "default");
  if (typeof whole !== "object" && typeof whole !== "function") return namespace;
  if (whole === null || names.every((name) => name in namespace)) return namespace;
  return Object.fromEntries(
    names.map((name) => [name, Reflect.get(name in namespace ? namespace : whole, name)]),
  );
}
