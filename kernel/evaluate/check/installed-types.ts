import { existsSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { findAbove, readManifest } from "./manifest.ts";

/** Conditions of an `exports` map under which a cell imports types. */
const conditions: readonly string[] = ["types", "import", "node", "default"];

/** What the program answers `import "tslab"` with. */
const tslabModule = join(import.meta.dirname, "../exec/modules/tslab.js");

/**
 * Types of a package that is installed beside the kernel, for a notebook from whose folder it is
 * not found; the program finds such packages too.
 * @param specifier - As in an import, such as `triptych/borat`.
 * @returns Path of the declaration file, or undefined when there is none.
 */
export function findInstalledTypes(specifier: string): string | undefined {
  if (specifier === "tslab") return declarationsOf(tslabModule);
  const [, name = "", subpath = ""] = /^((?:@[^/]+\/)?[^./@][^/]*)(\/.+)?$/.exec(specifier) ?? [];
  const folder = packageFolder(name);
  const entry = folder && entryOf(folder, subpath);
  const own = entry && declarationsOf(join(folder, entry));
  return own || (/^@types\/|^$/.test(name) ? undefined : typesPackage(name, subpath));
}

const importedPackage =
  /\b(?:from|import|require)\s*\(?\s*["']((?:@[^"'/\n]+\/)?[^"'./\n][^"'/\n]*)[^"'\n]*["']/g;

/** The packages that a text imports and that are not installed where the notebook is. */
export function packagesElsewhere(code: string, cwd: string): string[] {
  return [...code.matchAll(importedPackage)].flatMap(([text, name = ""]) => {
    const specifier = /["'](.*)["']/.exec(text)?.[1] ?? name;
    const isThere = isBuiltin(specifier) || findAbove(cwd, `node_modules/${name}`) !== undefined;
    return isThere ? [] : specifier;
  });
}

/** What a package's manifest gives for a subpath, relative to its folder; undefined for nothing. */
function entryOf(folder: string, subpath: string): string | undefined {
  const { exports, types, typings, main = "index.js" } = readManifest(folder);
  const target = exports ? exported(exports, `.${subpath}`) : subpath || types || typings || main;
  return typeof target === "string" ? target : undefined;
}

/** The kernel's own package, or one of those that are found from it. */
function packageFolder(name: string): string | undefined {
  const own = findAbove(import.meta.dirname, "package.json");
  if (own !== undefined && readManifest(dirname(own))["name"] === name) return dirname(own);
  const other = name && findAbove(import.meta.dirname, `node_modules/${name}/package.json`);
  return other ? dirname(other) : undefined;
}

function typesPackage(name: string, subpath: string): string | undefined {
  return findInstalledTypes(`@types/${name.replace(/^@([^/]+)\//, "$1__")}${subpath}`);
}

/** What an `exports` map gives for `subpath`; patterns with `*` included. */
function exported(entry: unknown, subpath: string): unknown {
  if (typeof entry === "string") return subpath === "." ? entry : undefined;
  if (typeof entry !== "object" || entry === null) return undefined;
  const map = new Map(Object.entries(entry));
  if (![...map.keys()].some((key) => key.startsWith("."))) {
    const matching = conditions.find((condition) => map.has(condition));
    return subpath === "." && matching ? exported(map.get(matching), ".") : undefined;
  }
  if (map.has(subpath)) return exported(map.get(subpath), ".");
  for (const [key, value] of map) {
    const [before = "", after] = key.split("*");
    if (after === undefined || !subpath.startsWith(before) || !subpath.endsWith(after)) continue;
    const middle = subpath.slice(before.length, subpath.length - after.length);
    const target = exported(value, ".");
    return typeof target === "string" ? target.replaceAll("*", middle) : undefined;
  }
  return undefined;
}

/** The declaration file that stands for `path`, or beside it. */
function declarationsOf(path: string): string | undefined {
  const base = path.replace(/\.([cm]?)js$/, ".d.$1ts");
  const candidates = [base, path.replace(/\.js$/, ".ts"), `${path}.d.ts`, join(path, "index.d.ts")];
  return candidates.find((candidate) => /\.[cm]?ts$/.test(candidate) && existsSync(candidate));
}
