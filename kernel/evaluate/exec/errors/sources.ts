import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Recent } from "../../recent.ts";
import { originalPosition, type Position, type PositionData } from "../compile/positions.ts";
import { isCommonJs, isTypescript } from "../modules/typescript-file.ts";
import { shortPath } from "./short-path.ts";

/** A place in the user's own text. */
export interface Place extends Position {
  /** `In[3]`, or a file's path, relative to the notebook's folder where that is near. */
  readonly name: string;
}

type Compile = typeof import("../compile/module.ts");

const require = createRequire(import.meta.url);
/** Errors that come from cells before these have lines of what ran. */
const cells = new Recent<PositionData>(2000);
const modules = new Map<string, PositionData | undefined>();

/** The name under which the engine knows a cell's script. */
export function scriptName(cellName: string): string {
  return `${cellName}.ts`;
}

/** Remembers a cell, for the stack frames that will name it. */
export function rememberCell(name: string, data: PositionData): void {
  cells.set(name, data);
}

/**
 * From a place in what runs, named as the engine names it, to the place in what the user
 * wrote; undefined for text of ours.
 */
export function originalPlace(script: string, position: Position): Place | undefined {
  const path = script.startsWith("file:") ? fileURLToPath(script) : pathOf(script);
  const name = path === undefined ? script.slice(0, -scriptName("").length) : shortPath(path);
  const data = path === undefined ? cells.get(name) : moduleData(script, path);
  const original = data === undefined ? position : originalPosition(data, position);
  return original === undefined ? undefined : { name, ...original };
}

/** The text of a cell or a file, or undefined where it is not known. */
export function sourceOf(name: string): string | undefined {
  const cell = cells.get(name);
  return cell === undefined ? readText(resolve(name)) : cell.source;
}

/** A CommonJS file is known by its path. */
function pathOf(script: string): string | undefined {
  return script.startsWith("/") ? script : undefined;
}

function moduleData(script: string, path: string): PositionData | undefined {
  if (!isTypescript(path)) return undefined;
  const key = `${script} ${statSync(path, { throwIfNoEntry: false })?.mtimeMs}`;
  const format = script === path || isCommonJs(path) ? "cjs" : "esm";
  if (!modules.has(key)) modules.set(key, readPositions(path, format));
  return modules.get(key);
}

/** The file may be gone or half edited by now: then the compiled lines have to do. */
function readPositions(path: string, format: "cjs" | "esm"): PositionData | undefined {
  try {
    // Loaded when first needed: this thread does not compile.
    const { modulePositions } = require("../compile/module.js") as Compile;
    return modulePositions(readFileSync(path, "utf8"), format);
  } catch {
    return undefined;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
