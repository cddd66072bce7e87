import { createRequire } from "node:module";
import { cellFile } from "./installation.ts";
import { forgetEdited, noteLoaded } from "./required-files.ts";

type FileCompiler = typeof import("./compile-file.ts");

const own = createRequire(import.meta.url);
const user = createRequire(cellFile);

// What is registered here may be left out of a specifier, too.
for (const ending of [".ts", ".tsx", ".cts", ".mts"]) {
  own.extensions[ending] = (module, path) => {
    // Loaded when first needed: this thread does not compile.
    const { compileFile } = own("./compile-file.js") as FileCompiler;
    // The way of every such extension; undocumented.
    const compile: unknown = Reflect.get(module, "_compile");
    if (typeof compile === "function") compile.call(module, compileFile(path, "cjs"), path);
  };
}

/** `require` as in a file of the notebook's folder; a package not found there may be the kernel's. */
export const cellRequire: NodeJS.Require = Object.assign(
  (specifier: string): unknown => {
    forgetEdited();
    try {
      return finder(specifier)(specifier);
    } finally {
      noteLoaded();
    }
  },
  {
    ...user,
    resolve: Object.assign(
      (specifier: string, options?: NodeJS.RequireResolveOptions) =>
        finder(specifier).resolve(specifier, options),
      { paths: user.resolve.paths },
    ),
  },
);

/** The `require` that finds the module; the user's own, also where neither does. */
function finder(specifier: string): NodeJS.Require {
  return !canResolve(user, specifier) && canResolve(own, specifier) ? own : user;
}

function canResolve(require: NodeJS.Require, specifier: string): boolean {
  try {
    require.resolve(specifier);
    return true;
  } catch {
    return false;
  }
}
