import { readFileSync } from "node:fs";
import type { InitializeHook, LoadHook, ResolveFnOutput, ResolveHook } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { CompileError, compileModule } from "../compile/index.ts";
import { fileVersion, findFile, isLocal } from "./local-files.ts";
import { isTypescript } from "./typescript-file.ts";

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
  if (isLocal(specifier)) {
    const path = findFile(specifier, parentURL);
    if (path === undefined) return nextResolve(specifier, context);
    return withVersion(await nextResolve(pathToFileURL(path).href, context));
  }
  try {
    return await nextResolve(specifier, context);
  } catch (error) {
    // `context` must be whole: the parent is the kernel, so its packages are found, and itself.
    const own = { ...context, parentURL: `${data.installationUrl}kernel/` };
    try {
      return await nextResolve(specifier, own);
    } catch {
      throw error;
    }
  }
};

/** Compiles TypeScript files of the user. */
export const load: LoadHook = async (url, context, nextLoad) => {
  if (!isUserCode(url)) return nextLoad(url, context);
  const path = fileURLToPath(new URL(url));
  if (!isTypescript(path)) return nextLoad(url, context);
  const format = path.endsWith(".cts") ? "commonjs" : "module";
  return { format, source: compileFile(path), shortCircuit: true };
};

function compileFile(path: string): string {
  try {
    return compileModule(readFileSync(path, "utf8")).code;
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    const { message, line, column } = error;
    const inFile = new SyntaxError(message);
    const value = `SyntaxError: ${message}\n    at ${path}:${line}:${column}`;
    Object.defineProperty(inFile, "stack", { value });
    throw inFile;
  }
}

function isUserCode(url: string): boolean {
  return (
    url.startsWith("file:") &&
    !url.startsWith(data.installationUrl) &&
    !url.includes("/node_modules/")
  );
}

function withVersion(resolved: ResolveFnOutput): ResolveFnOutput {
  if (!isUserCode(resolved.url) || resolved.url.includes("?")) return resolved;
  const version = fileVersion(fileURLToPath(resolved.url));
  return { ...resolved, url: `${resolved.url}?v=${version}` };
}
