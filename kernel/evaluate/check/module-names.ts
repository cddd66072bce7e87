import { builtinModules } from "node:module";
import { dirname } from "node:path";
import { findAbove, readManifest } from "./manifest.ts";

/** Node's modules, and what the package that the notebook lies in exports to itself. */
export function importableNames(cwd: string): string[] {
  const builtins = builtinModules.filter((name) => !name.startsWith("_"));
  return [...builtins.flatMap((name) => [name, `node:${name}`]), ...ownExports(cwd)];
}

function ownExports(cwd: string): string[] {
  const path = findAbove(cwd, "package.json");
  if (path === undefined) return [];
  const { name, exports } = readManifest(dirname(path));
  if (typeof name !== "string" || typeof exports !== "object" || exports === null) return [];
  return Object.keys(exports)
    .filter((key) => key.startsWith(".") && !/[*]|\.json$/.test(key))
    .map((key) => name + key.slice(1));
}
