import { builtinModules } from "node:module";
import { dirname } from "node:path";
import { findAbove, readManifest } from "./manifest.ts";

/**
 * Node's modules, what the package that the notebook lies in exports to itself, and what the kernel's
 * own package exports.
 */
export function importableNames(cwd: string): string[] {
  const builtins = builtinModules.filter((name) => !name.startsWith("_"));
  const modules = builtins.flatMap((name) => [name, `node:${name}`]);
  return [...modules, ...exportsAt(cwd), ...exportsAt(import.meta.dirname)];
}

function exportsAt(folder: string): string[] {
  const path = findAbove(folder, "package.json");
  if (path === undefined) return [];
  const { name, exports } = readManifest(dirname(path));
  if (typeof name !== "string" || typeof exports !== "object" || exports === null) return [];
  return Object.keys(exports)
    .filter((key) => key.startsWith(".") && !/[*]|\.json$/.test(key))
    .map((key) => name + key.slice(1));
}
