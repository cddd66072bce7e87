import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Recent } from "../../recent.ts";
import {
  type CompiledCell,
  type ModuleFormat,
  modulePositions,
  type Position,
  positionFinder,
} from "../compile/index.ts";
import { cellFile, installationUrl } from "../modules/installation.ts";
import { isCommonJs, isTypescript } from "../modules/typescript-file.ts";
import { murmur2 } from "./murmur2.ts";

/** How a front end makes a cell's path out of its text: prefix, hash of the text, suffix. */
export const cellPaths = {
  hashMethod: "Murmur2",
  hashSeed: 0x6b65726e,
  // The parent stays the same when this process is started anew. JupyterLab shows "Cell [3]" for
  // paths with `ipykernel_` in them, and the path for others. No such file is written.
  tmpFilePrefix: join(tmpdir(), `ipykernel_${process.ppid}`, "/"),
  tmpFileSuffix: ".ts",
} as const;

/** The path of a cell with this text. */
export function cellPath(text: string): string {
  const { tmpFilePrefix, hashSeed, tmpFileSuffix } = cellPaths;
  return `${tmpFilePrefix}${murmur2(text, hashSeed)}${tmpFileSuffix}`;
}

/** A place in a text of the user. */
export interface Place extends Position {
  readonly path: string;
}

interface Script {
  readonly path: string;
  readonly find: (position: Position) => Position | undefined;
}

/** A file that the engine has loaded, under a URL of its own for each edit if it is an ES module. */
interface Loaded {
  readonly path: string;
  readonly url: string;
  readonly scriptId: string;
  readonly format: ModuleFormat;
}

/** What the engine knows by a URL, and the user by a path. */
export class Scripts {
  /** By the name in `In[3].ts`; what ran before these can not be stopped in. */
  readonly #cells = new Recent<CompiledCell>(2000);
  /** The text of cells, by their path. */
  readonly #texts = new Map<string, string>();
  /** By their URL. */
  readonly #files = new Map<string, Loaded>();
  /** By the engine's number for a script. */
  readonly #urls = new Map<string, string>();
  readonly #opened = new Map<string, Script>();

  /** Remembers a cell that is to run. */
  addCell(name: string, cell: CompiledCell): void {
    this.#cells.set(name, cell);
    this.#opened.delete(cellUrl(name));
  }

  /** Remembers a text that a front end has in a cell; returns its path. */
  addText(text: string): string {
    const path = cellPath(text);
    this.#texts.set(path, text);
    return path;
  }

  /** Remembers what the engine has parsed; returns the path of a file of the user. */
  addScript(scriptId: string, url: string, format: ModuleFormat): string | undefined {
    this.#urls.set(scriptId, url);
    if (!isUserFile(url)) return undefined;
    const path = fileURLToPath(url);
    this.#files.set(url, { path, url, scriptId, format });
    this.#opened.delete(url);
    return path;
  }

  /** The paths of the files that the engine has loaded. */
  get files(): readonly string[] {
    return [...new Set([...this.#files.values()].map(({ path }) => path))];
  }

  /** The ES module that was last loaded from a file. */
  moduleAt(path: string): Loaded | undefined {
    const files = [...this.#files.values()];
    return files.findLast((file) => file.path === path && file.format === "esm");
  }

  /** The URLs of all cells with the text of a path. */
  cellUrls(path: string): string[] {
    const cells = this.#cells.entries().filter(([, { source }]) => cellPath(source) === path);
    return cells.map(([name]) => cellUrl(name));
  }

  /** What the user wrote in a cell, or undefined for a path that is none of a cell. */
  cellText(path: string): string | undefined {
    const ran = this.#cells.entries().find(([, { source }]) => cellPath(source) === path);
    return this.#texts.get(path) ?? ran?.[1].source;
  }

  /** The cell that is known by a URL. */
  cellAt(url: string): CompiledCell | undefined {
    return this.#cells.get(url.slice(0, -cellUrl("").length));
  }

  /** The URL of a script, as its `sourceURL` gives it. */
  urlOf(scriptId: string): string {
    return this.#urls.get(scriptId) ?? "";
  }

  /** The place in the user's text, or undefined for what is not the user's. */
  placeOf(url: string, position: Position): Place | undefined {
    const script = this.#opened.get(url) ?? this.#open(url);
    if (script === undefined) return undefined;
    this.#opened.set(url, script);
    const found = script.find(position);
    return found === undefined ? undefined : { ...found, path: script.path };
  }

  #open(url: string): Script | undefined {
    const cell = this.cellAt(url);
    if (cell !== undefined) return { path: cellPath(cell.source), find: positionFinder(cell) };
    if (!isUserFile(url)) return undefined;
    const path = fileURLToPath(url);
    try {
      return { path, find: openFile(path, this.#files.get(url)?.format).find };
    } catch {
      // It is gone or half edited: then the compiled lines have to do.
      return { path, find: (position) => position };
    }
  }
}

/** URLs of scripts that are Node's or the kernel's, as regular expressions: steps pass over them. */
export const hiddenScripts = [
  "^node:",
  `^${quoted(`${installationUrl}kernel/`)}`,
  `^(file://)?${quoted(cellFile)}$`,
];
const hidden = new RegExp(hiddenScripts.join("|"));

function isUserFile(url: string): boolean {
  return url.startsWith("file:") && !hidden.test(url);
}

/** What runs for a file, and the way back to the file. */
export function openFile(
  path: string,
  format: ModuleFormat = "esm",
): { program: string; find: (position: Position) => Position | undefined } {
  const text = readFileSync(path, "utf8");
  if (!isTypescript(path)) return { program: text, find: (position) => position };
  const data = modulePositions(text, format);
  return { program: data.program, find: positionFinder(data) };
}

/** The URL of a cell's script. */
function cellUrl(name: string): string {
  return `${name}.ts`;
}

/** The URLs of a file's CommonJS scripts, as a regular expression. */
export function commonJsUrls(path: string): string {
  const url = quoted(pathToFileURL(path).href);
  // What is imported may have a version after its path, but then such a file is an ES module.
  const isOtherwiseModule = isTypescript(path) && !isCommonJs(path);
  return isOtherwiseModule ? `^${url}$` : `^${url}(\\?.*)?$`;
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
