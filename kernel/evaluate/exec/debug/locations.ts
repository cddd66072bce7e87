import { readFileSync } from "node:fs";
import type { Session } from "node:inspector/promises";
import { CompileError, compileCell, type Position, positionFinder } from "../compile/index.ts";
import { openFile, type Scripts } from "./scripts.ts";

/** Where the engine can stop, and the line of the user's text that this is. */
export interface Location {
  readonly line: number;
  readonly column: number;
  /** Whether a statement begins here; else a call does, whose arguments have been evaluated. */
  readonly isStatement: boolean;
  readonly engine: { readonly lineNumber: number; readonly columnNumber: number };
}

/** What was found for a text. */
interface Found {
  readonly text: string;
  readonly locations: readonly Location[];
}

/** What hides the syntax that only a CommonJS file may have; the text begins on a line of its own. */
const wrapper = { start: "(function () {\n", end: "\n})" };

/** Finds where the engine can stop in texts of the user, run or not. */
export class Locations {
  readonly #session: Session;
  readonly #scripts: Scripts;
  /** Of cells and CommonJS files, by their path. */
  readonly #found = new Map<string, Found>();

  constructor(session: Session, scripts: Scripts) {
    this.#session = session;
    this.#scripts = scripts;
  }

  /** Of a cell: the engine compiles its text, for it may not have run. */
  ofCell(path: string, text: string): Promise<readonly Location[]> {
    return this.#find(path, text, async () => {
      const cell = compileCell(text);
      const scriptId = await this.#compile(cell.program);
      return scriptId === undefined ? [] : this.#ofScript(scriptId, positionFinder(cell));
    });
  }

  /** Of a file as CommonJS; none where it is not. */
  ofCommonJs(path: string): Promise<readonly Location[]> {
    return this.#find(path, fileText(path), async () => {
      const { program, find } = openFile(path, "cjs");
      const scriptId = await this.#compile(wrapper.start + program + wrapper.end);
      if (scriptId === undefined) return [];
      const locations = await this.#ofScript(scriptId, ({ line, column }) =>
        line === 1 ? undefined : find({ line: line - 1, column }),
      );
      return locations.map((location) => {
        const { lineNumber, columnNumber } = location.engine;
        return { ...location, engine: { lineNumber: lineNumber - 1, columnNumber } };
      });
    });
  }

  /** Of an ES module that the engine has loaded. */
  ofModule({ url, scriptId }: { url: string; scriptId: string }): Promise<Location[]> {
    return this.#ofScript(scriptId, (position) => this.#scripts.placeOf(url, position));
  }

  async #find(
    path: string,
    text: string,
    find: () => Promise<readonly Location[]>,
  ): Promise<readonly Location[]> {
    const found = this.#found.get(path);
    if (found?.text === text) return found.locations;
    let locations: readonly Location[] = [];
    try {
      locations = await find();
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
    }
    this.#found.set(path, { text, locations });
    return locations;
  }

  /** The engine's number for the script, or undefined where it finds an error in it. */
  async #compile(expression: string): Promise<string | undefined> {
    const { scriptId } = await this.#session.post("Runtime.compileScript", {
      expression,
      sourceURL: "",
      persistScript: true,
    });
    return scriptId;
  }

  async #ofScript(
    scriptId: string,
    find: (position: Position) => Position | undefined,
  ): Promise<Location[]> {
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

/** The lines of an ES module, loaded or not, that become lines of its script. */
export function startedLines(path: string): number[] {
  try {
    const { program, find } = openFile(path, "esm");
    const lines = program.split("\n").flatMap((text, index) => {
      const column = text.search(/\S/) + 1;
      const place = column === 0 ? undefined : find({ line: index + 1, column });
      return place === undefined ? [] : place.line;
    });
    return lines.toSorted((a, b) => a - b);
  } catch {
    return []; // It is gone or half edited.
  }
}

function fileText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // It may come to be.
  }
}

/** The first place of the line, or of the next one that has any. */
export function locationFor(locations: readonly Location[], line: number): Location | undefined {
  const after = locations.filter((location) => location.line >= line);
  const [first] = after.toSorted(
    (a, b) =>
      a.line - b.line || Number(b.isStatement) - Number(a.isStatement) || a.column - b.column,
  );
  return first;
}
