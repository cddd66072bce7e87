import type { Debugger } from "node:inspector";
import type { Session } from "node:inspector/promises";
import { isAbsolute } from "node:path";
import {
  type CompiledCell,
  CompileError,
  compileCell,
  type Position,
  positionFinder,
} from "../compile/index.ts";
import { expressionOf } from "./expressions.ts";
import type { Breakpoint } from "./protocol.ts";
import { cellPath, cellUrl, fileUrlPattern, openFile, type Scripts } from "./scripts.ts";

/** A breakpoint as a front end asks for it. */
export interface Asked {
  readonly line: number;
  readonly condition?: string;
}

/** Where the engine can stop, and the line of the user's text that this is. */
interface Location {
  readonly line: number;
  readonly column: number;
  /** Whether a statement begins here; else a call does, whose arguments have been evaluated. */
  readonly isStatement: boolean;
  readonly engine: { readonly lineNumber: number; readonly columnNumber: number };
}

/**
 * Breakpoints of cells and files, known by their path. A cell's are set for every script that has run
 * or will run with its text.
 */
export class Breakpoints {
  readonly #session: Session;
  readonly #scripts: Scripts;
  readonly #asked = new Map<string, readonly Asked[]>();
  /** The engine's names of those that were set, by path. */
  readonly #set = new Map<string, string[]>();
  readonly #locations = new Map<string, readonly Location[]>();

  constructor(session: Session, scripts: Scripts) {
    this.#session = session;
    this.#scripts = scripts;
  }

  /** What was asked for, as `debugInfo` tells it. */
  list(): { source: string; breakpoints: readonly Asked[] }[] {
    return [...this.#asked].map(([source, breakpoints]) => ({ source, breakpoints }));
  }

  /** Sets all the breakpoints of a path. Each moves to the next line where one can stop. */
  async replace(path: string, asked: readonly Asked[]): Promise<Breakpoint[]> {
    for (const breakpointId of this.#set.get(path) ?? []) {
      await this.#session.post("Debugger.removeBreakpoint", { breakpointId });
    }
    this.#set.delete(path);
    this.#asked.delete(path);
    if (asked.length === 0) return [];
    const locations = await this.#locationsOf(path);
    const moved = asked.map((one) => ({
      ...one,
      line: locationFor(locations, one.line)?.line ?? one.line,
    }));
    this.#asked.set(path, moved);
    for (const url of this.#scripts.cellUrls(path)) await this.#bind(path, { url });
    if (isAbsolute(path) && this.#scripts.cellText(path) === undefined) {
      await this.#bind(path, { urlRegex: fileUrlPattern(path) });
    }
    return moved.map(({ line }) => {
      const verified = locationFor(locations, line) !== undefined;
      return { verified, line, source: { path } };
    });
  }

  /** Sets the breakpoints of a cell that is about to run; undefined where it has none. */
  bindCell(name: string, { source }: CompiledCell): Promise<void> | undefined {
    const path = this.#asked.size === 0 ? "" : cellPath(source);
    return this.#asked.has(path) ? this.#bind(path, { url: cellUrl(name) }) : undefined;
  }

  /** Sets the breakpoints of a file anew: it was loaded, or loaded again after an edit. */
  async bindFile(path: string): Promise<void> {
    this.#locations.delete(path);
    const asked = this.#asked.get(path);
    if (asked !== undefined) await this.replace(path, asked);
  }

  async #bind(path: string, script: { url: string } | { urlRegex: string }): Promise<void> {
    const locations = await this.#locationsOf(path);
    const ids = this.#set.get(path) ?? [];
    this.#set.set(path, ids);
    for (const { line, condition } of this.#asked.get(path) ?? []) {
      const engine = locationFor(locations, line)?.engine;
      if (engine === undefined) continue;
      const parameters: Debugger.SetBreakpointByUrlParameterType = {
        ...script,
        ...engine,
        ...(condition === undefined ? {} : { condition: expressionOf(condition) }),
      };
      try {
        const answer = await this.#session.post("Debugger.setBreakpointByUrl", parameters);
        ids.push(answer.breakpointId);
      } catch {
        // There is one at the same place already.
      }
    }
  }

  async #locationsOf(path: string): Promise<readonly Location[] | undefined> {
    const known = this.#locations.get(path) ?? (await this.#findLocations(path));
    if (known !== undefined) this.#locations.set(path, known);
    return known;
  }

  async #findLocations(path: string): Promise<readonly Location[] | undefined> {
    const text = this.#scripts.cellText(path);
    if (text !== undefined) return this.#cellLocations(text);
    const file = this.#scripts.loaded(path);
    if (file === undefined) return fileLocations(path);
    const find = (position: Position) => this.#scripts.placeOf(file.url, position);
    return this.#scriptLocations(file.scriptId, find);
  }

  /** The cell may not have run: the engine compiles its text to see where it could stop. */
  async #cellLocations(text: string): Promise<readonly Location[] | undefined> {
    try {
      const cell = compileCell(text);
      const { scriptId } = await this.#session.post("Runtime.compileScript", {
        expression: cell.program,
        sourceURL: "",
        persistScript: true,
      });
      if (scriptId === undefined) return undefined;
      return await this.#scriptLocations(scriptId, positionFinder(cell));
    } catch (error) {
      if (error instanceof CompileError) return undefined;
      throw error;
    }
  }

  async #scriptLocations(
    scriptId: string,
    find: (position: Position) => Position | undefined,
  ): Promise<readonly Location[]> {
    const start = { scriptId, lineNumber: 0, columnNumber: 0 };
    const { locations } = await this.#session.post("Debugger.getPossibleBreakpoints", { start });
    return locations.flatMap(({ lineNumber, columnNumber = 0, type }) => {
      const place = find({ line: lineNumber + 1, column: columnNumber + 1 });
      const isStatement = type === undefined;
      return place === undefined
        ? []
        : { ...place, isStatement, engine: { lineNumber, columnNumber } };
    });
  }
}

/** The first place of the line, or of the next one that has any. */
function locationFor(
  locations: readonly Location[] | undefined,
  line: number,
): Location | undefined {
  const after = locations?.filter((location) => location.line >= line) ?? [];
  const [first] = after.toSorted(
    (a, b) =>
      a.line - b.line || Number(b.isStatement) - Number(a.isStatement) || a.column - b.column,
  );
  return first;
}

/** Where the lines of a file begin that was not loaded yet; the engine moves on from there. */
function fileLocations(path: string): Location[] | undefined {
  try {
    const { program, find } = openFile(path);
    return program.split("\n").flatMap((text, lineNumber) => {
      const columnNumber = text.search(/\S/);
      const place = find({ line: lineNumber + 1, column: columnNumber + 1 });
      if (columnNumber < 0 || place === undefined) return [];
      return { ...place, isStatement: true, engine: { lineNumber, columnNumber } };
    });
  } catch {
    return undefined;
  }
}
