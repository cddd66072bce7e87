import type { InitializeHook, LoadHook, ResolveFnOutput, ResolveHook } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
// Node 22 can not load an ES module by `require` in the thread of the hooks, as parse.ts would.
import "oxc-parser";
import { compileFile } from "./compile-file.ts";
import { fileVersion, importedFile, isLocal } from "./local-files.ts";
import { isCommonJs, isTypescript } from "./typescript-file.ts";

/** What the hooks need to know; they run on a thread of their own. */
export interface HooksData {
  /** URL of the folder that holds `kernel/`: its modules are never read anew. */
  readonly installationUrl: string;
  /** URL of the module that answers `import "tslab"`. */
  readonly tslabUrl: string;
}

let data: HooksData = { installationUrl: "", tslabUrl: "" };

export const initialize: InitializeHook<HooksData> = (given) => {
  data = given;
};

/** Node's resolution, and beyond it: TypeScript files, edited files, the kernel's own packages. */
export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const { parentURL } = context;
  if (parentURL === undefined || !isUserCode(parentURL)) return nextResolve(specifier, context);
  if (specifier === "tslab") return { url: data.tslabUrl, shortCircuit: true };
  const path = importedFile(specifier, parentURL);
  if (path !== undefined) return withVersion(await nextResolve(pathToFileURL(path).href, context));
  try {
    return withType(await nextResolve(specifier, context));
  } catch (error) {
    if (isLocal(specifier)) throw error;
    // `context` must be whole: the parent is the kernel, so its packages are found, and itself.
    const own = { ...context, parentURL: `${data.installationUrl}kernel/` };
    try {
      return await nextResolve(specifier, own);
    } catch {
      throw error;
    }
  }
};

/** Compiles TypeScript files of the user, and says where a JavaScript file of the user is none. */
export const load: LoadHook = async (url, context, nextLoad) => {
  if (!isUserCode(url)) return nextLoad(url, context);
  const path = fileURLToPath(new URL(url));
  if (isTypescript(path)) {
    const format = isCommonJs(path) ? "commonjs" : "module";
    const source = compileFile(path, format === "module" ? "esm" : "cjs");
    return { format, source, shortCircuit: true };
  }
  const loaded = await nextLoad(url, context);
  // Of a module that does not parse, Node tells no place.
  if (loaded.format === "module") compileFile(path, "esm");
  return loaded;
};

function isUserCode(url: string): boolean {
  return (
    url.startsWith("file:") &&
    !url.startsWith(data.installationUrl) &&
    !url.includes("/node_modules/")
  );
}

function withVersion(resolved: ResolveFnOutput): ResolveFnOutput {
  const typed = withType(resolved);
  if (!isUserCode(resolved.url) || resolved.url.includes("?")) return typed;
  const version = fileVersion(fileURLToPath(resolved.url));
  return { ...typed, url: `${resolved.url}?v=${version}` };
}

/** JSON may be imported without an attribute, as the type checker allows. */
function withType(resolved: ResolveFnOutput): ResolveFnOutput {
  return resolved.url.endsWith(".json")
    ? { ...resolved, importAttributes: { type: "json" } }
    : resolved;
}
