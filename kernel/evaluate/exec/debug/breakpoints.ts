import type { Debugger } from "node:inspector";
import type { Session } from "node:inspector/promises";
import { isAbsolute } from "node:path";
import { Turns } from "../../../turns.ts";
import { expressionOf } from "./expressions.ts";
import { type Location, Locations, locationFor, startedLines } from "./locations.ts";
import type { Breakpoint } from "./protocol.ts";
import { cellPath, commonJsUrls, type Scripts } from "./scripts.ts";

/** A breakpoint as a front end asks for it. */
export interface Asked {
  readonly line: number;
  readonly condition?: string;
}

/** Scripts that have, or will have, the same text. */
interface Target {
  readonly scripts: readonly ({ readonly url: string } | { readonly urlRegex: string })[];
  readonly locations: readonly Location[];
}

type Parameters = Debugger.SetBreakpointByUrlParameterType;

/**
 * Breakpoints of cells and files, known by their path. A cell's are set for every script that has run
 * or will run with its text. A file's are set before the file runs: in advance where `require` loads
 * it; else its script is not known before, and the engine waits for `settled`.
 */
export class Breakpoints {
  readonly #session: Session;
  readonly #scripts: Scripts;
  readonly #locations: Locations;
  readonly #asked = new Map<string, readonly Asked[]>();
  /** By path: the engine's names of those that are set, by what they were set with. */
  readonly #placed = new Map<string, Map<string, string>>();
  /** Whether the engine waits before it runs a script. */
  #isHolding: boolean = false;
  /** Changes are made one after the other. */
  readonly #changes = new Turns();

  constructor(session: Session, scripts: Scripts) {
    this.#session = session;
    this.#scripts = scripts;
    this.#locations = new Locations(session, scripts);
  }

  /** Resolves when all that is known by now is set. Never rejects. */
  async settled(): Promise<void> {
    await this.#changes.take(async () => {});
  }

  /** What was asked for, as `debugInfo` tells it. */
  list(): { source: string; breakpoints: readonly Asked[] }[] {
    return [...this.#asked].map(([source, breakpoints]) => ({ source, breakpoints }));
  }

  /** Sets all the breakpoints of a path. Each moves to the next line where one can stop. */
  replace(path: string, asked: readonly Asked[]): Promise<Breakpoint[]> {
    return this.#changes.take(async () => {
      const targets = asked.length === 0 ? [] : await this.#targets(path);
      const lines = linesOf(targets) ?? startedLines(path);
      const moved = asked.map((one) => ({
        ...one,
        line: lines.find((line) => line >= one.line) ?? one.line,
      }));
      if (asked.length === 0) this.#asked.delete(path);
      else this.#asked.set(path, moved);
      await this.#place(path, targets);
      return moved.map(({ line }) => ({ verified: lines.includes(line), line, source: { path } }));
    });
  }

  /**
   * Sets the breakpoints of a cell that is about to run, and of files that it may load.
   *
   * @returns Undefined, or what must be waited for before it runs; it never rejects.
   */
  beforeCell(source: string): Promise<void> | undefined {
    if (this.#asked.size === 0 && !this.#changes.isBusy) return undefined;
    const cell = cellPath(source);
    return this.#renew((path) => path === cell || this.#isFile(path));
  }

  /** Sets the breakpoints of a file that was loaded, for the first time or after an edit. */
  afterLoad(file: string): void {
    void this.#renew((path) => path === file);
  }

  #renew(isMeant: (path: string) => boolean): Promise<void> {
    const renewed = this.#changes.take(async () => {
      for (const path of this.#asked.keys()) {
        if (isMeant(path)) await this.#place(path, await this.#targets(path));
      }
    });
    return renewed.catch(() => {}); // The debugger was turned off.
  }

  /** Makes the engine's breakpoints those of the path; one that stays is not touched. */
  async #place(path: string, targets: readonly Target[]): Promise<void> {
    const wanted = this.#wanted(path, targets);
    const placed = this.#placed.get(path) ?? new Map<string, string>();
    this.#placed.set(path, placed);
    for (const [key, breakpointId] of placed) {
      if (wanted.has(key)) continue;
      placed.delete(key);
      await this.#session.post("Debugger.removeBreakpoint", { breakpointId });
    }
    for (const [key, parameters] of wanted) {
      if (placed.has(key)) continue;
      try {
        const answer = await this.#session.post("Debugger.setBreakpointByUrl", parameters);
        placed.set(key, answer.breakpointId);
      } catch {
        // There is one at the same place, with another condition.
      }
    }
  }

  #wanted(path: string, targets: readonly Target[]): ReadonlyMap<string, Parameters> {
    const wanted = new Map<string, Parameters>();
    for (const { scripts, locations } of targets) {
      for (const { line, condition } of this.#asked.get(path) ?? []) {
        const engine = locationFor(locations, line)?.engine;
        if (engine === undefined) continue;
        const given = condition === undefined ? {} : { condition: expressionOf(condition) };
        for (const script of scripts) {
          const parameters = { ...script, ...engine, ...given };
          wanted.set(JSON.stringify(parameters), parameters);
        }
      }
    }
    return wanted;
  }

  /** First the target that has the present text. */
  async #targets(path: string): Promise<Target[]> {
    const text = this.#scripts.cellText(path);
    if (text !== undefined) {
      const scripts = this.#scripts.cellUrls(path).map((url) => ({ url }));
      return [{ scripts, locations: await this.#locations.ofCell(path, text) }];
    }
    if (!isAbsolute(path)) return [];
    await this.#holdScripts();
    // Known by its URL, the engine would look in an edited script for what stood there before.
    const required = {
      scripts: [{ urlRegex: commonJsUrls(path) }],
      locations: await this.#locations.ofCommonJs(path),
    };
    const module = this.#scripts.moduleAt(path);
    if (module === undefined) return [required];
    const locations = await this.#locations.ofModule(module);
    return [required, { scripts: [{ url: module.url }], locations }];
  }

  #isFile(path: string): boolean {
    return this.#scripts.cellText(path) === undefined;
  }

  /** Has the engine wait before it runs a script, so that it waits before it runs an ES module. */
  async #holdScripts(): Promise<void> {
    if (this.#isHolding) return;
    this.#isHolding = true;
    const instrumentation = "beforeScriptExecution";
    // Missing in Node's types.
    await this.#session.post("Debugger.setInstrumentationBreakpoint", { instrumentation });
  }
}

/** The lines where one can stop in the present text, in order; undefined where they are not known. */
function linesOf([present]: readonly Target[]): number[] | undefined {
  const lines = present?.locations.map(({ line }) => line) ?? [];
  return lines.length === 0 ? undefined : lines.toSorted((a, b) => a - b);
}
