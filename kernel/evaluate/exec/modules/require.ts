import { createRequire } from "node:module";
import { cellFile } from "./installation.ts";

const own = createRequire(import.meta.url);
const user = createRequire(cellFile);

/** `require` as in a file of the notebook's folder; a package not found there may be the kernel's. */
export const cellRequire: NodeJS.Require = Object.assign(
  (specifier: string): unknown => finder(specifier)(specifier),
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
