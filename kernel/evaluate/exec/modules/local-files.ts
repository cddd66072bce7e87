import { createHash } from "node:crypto";
import { readFileSync, type Stats, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { importedSpecifiers } from "../compile/imported-specifiers.ts";
import { projectPaths } from "../compile/project.ts";

const scannedFile = /\.[cm]?[jt]sx?$/;
const requiredFile = /\b(?:require|import)\(\s*["'](\.[^"']*)["']/g;
const impliedEndings = [".ts", ".tsx", ".mts", ".js", ".mjs", ".json", "/index.ts", "/index.js"];
/** TypeScript's way to write an import: the ending of the file that a compiler would make. */
const writtenEndings: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};

/** Whether a specifier names a file and not a package: `./a`, `../a`, `/a`, `file:///a`. */
export function isLocal(specifier: string): boolean {
  return /^(\.{0,2}\/|\.{1,2}$|file:)/.test(specifier);
}

/**
 * The user's file that an import means, and not a package: of `./a`, `../a`, `/a`, `file:///a`, and of what
 * the `paths` of the notebook's `tsconfig.json` say. The ending may be missing, or be that of the compiled file.
 *
 * @returns Its path, or undefined where there is none.
 */
export function importedFile(specifier: string, parentUrl: string): string | undefined {
  if (isLocal(specifier)) return findFile(specifier, parentUrl);
  if (isBuiltin(specifier)) return undefined;
  for (const path of projectPaths(specifier)) {
    const found = findFile(pathToFileURL(path).href, parentUrl);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findFile(specifier: string, parentUrl: string): string | undefined {
  const path = fileURLToPath(new URL(specifier, parentUrl));
  if (fileStats(path) !== undefined) return path;
  const ending = /\.[cm]?jsx?$/.exec(path)?.[0];
  const stem = ending === undefined ? path : path.slice(0, -ending.length);
  const replaced = (ending === undefined ? [] : (writtenEndings[ending] ?? [])).map(
    (e) => stem + e,
  );
  const implied = impliedEndings.map((e) => path + e);
  return [...replaced, ...implied].find((candidate) => fileStats(candidate) !== undefined);
}

interface Scan {
  readonly stamp: string;
  readonly imports: readonly string[];
}

const scans = new Map<string, Scan>();

/**
 * A short text that changes when the file, or a local file that it imports, directly or not, is
 * edited: in the module's URL it makes Node read them anew, and only them.
 */
export function fileVersion(path: string): string {
  return createHash("sha256")
    .update(JSON.stringify([...localModules(path)]))
    .digest("hex")
    .slice(0, 12);
}

/** A file and the local files that it imports, directly or not, each with what tells an edited one. */
export function localModules(path: string): ReadonlyMap<string, string> {
  const stamps = new Map<string, string>();
  collectStamps(path, stamps);
  return stamps;
}

/** The local files that a text imports, wherever it says so. */
export function localImports(path: string, source: string): string[] {
  const { href } = pathToFileURL(path);
  const called = [...source.matchAll(requiredFile)].flatMap(([, specifier]) => specifier ?? []);
  return [...importedSpecifiers(path, source), ...called].flatMap(
    (specifier) => importedFile(specifier, href) ?? [],
  );
}

function collectStamps(path: string, stamps: Map<string, string>): void {
  const stats = fileStats(path);
  if (stats === undefined || stamps.has(path)) return;
  const stamp = `${stats.mtimeMs} ${stats.size}`;
  stamps.set(path, stamp);
  let scan = scans.get(path);
  if (scan?.stamp !== stamp) {
    scan = {
      stamp,
      imports: scannedFile.test(path) ? localImports(path, readFileSync(path, "utf8")) : [],
    };
    scans.set(path, scan);
  }
  for (const imported of scan.imports) collectStamps(imported, stamps);
}

function fileStats(path: string): Stats | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true ? stats : undefined;
}
