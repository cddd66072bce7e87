import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { originalPosition, type Position, type PositionData } from "../compile/positions.ts";
import { isTypescript } from "../modules/typescript-file.ts";

/** A place in the user's own text. */
export interface Place extends Position {
  /** `In[3]`, or a file's path, relative to the notebook's folder where that is near. */
  readonly name: string;
}

type Compile = typeof import("../compile/module.ts");

const require = createRequire(import.meta.url);
const cells = new Map<string, PositionData>();
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
  const path = script.startsWith("file:") ? fileURLToPath(script) : undefined;
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

function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("../../") ? path : fromHere;
}

function moduleData(url: string, path: string): PositionData | undefined {
  if (!isTypescript(path)) return undefined;
  if (!modules.has(url)) modules.set(url, readPositions(path));
  return modules.get(url);
}

/** The file may be gone or half edited by now: then the compiled lines have to do. */
function readPositions(path: string): PositionData | undefined {
  try {
    // Loaded when first needed: this thread does not compile.
    const { modulePositions } = require("../compile/module.js") as Compile;
    return modulePositions(readFileSync(path, "utf8"));
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
