import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { isJsonObject } from "../wire/index.ts";

/** One cell that was run. */
export interface HistoryEntry {
  /** Grows from one kernel process to the next. */
  readonly session: number;
  readonly line: number;
  readonly input: string;
  /** Plain text of its result. */
  readonly output: string | null;
}

/** Bytes from which on a new file is begun. */
const fileSize = 2_000_000;
/** UTF-16 units of a cell's line above which its output, and then the cell itself, is left out. */
const lineLength = 100_000;

/**
 * The cells of all kernels of a user, one JSON text a line. Kernels append to it at the same time. A
 * full file is moved beside, where it is still read, in the place of the one moved before.
 */
export class HistoryFile {
  readonly #path: string;
  readonly #log: (line: string) => void;
  #isWritable: boolean = true;

  constructor(path: string, log: (line: string) => void) {
    this.#path = path;
    this.#log = log;
  }

  /** Adds a cell. Where that is not possible it says so once, and later cells are not tried. */
  append(entry: HistoryEntry): void {
    const line = [entry, { ...entry, output: null }]
      .map((shown) => JSON.stringify(shown))
      .find(({ length }) => length <= lineLength);
    if (line === undefined || !this.#isWritable) return;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      const { size = 0 } = statSync(this.#path, { throwIfNoEntry: false }) ?? {};
      if (size > fileSize) renameSync(this.#path, this.#olderPath);
      // A cell may hold secrets. One write, at the end of the file wherever that is by then.
      appendFileSync(this.#path, `${line}\n`, { mode: 0o600 });
    } catch (error) {
      this.#isWritable = false;
      this.#log(`cells are not kept for later sessions: ${String(error)}`);
    }
  }

  /** All cells, as they were added; what is no entry is left out. */
  read(): readonly HistoryEntry[] {
    return [this.#olderPath, this.#path].flatMap((path) =>
      readIfThere(path).split("\n").flatMap(parseEntry),
    );
  }

  get #olderPath(): string {
    return `${this.#path}.old`;
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function parseEntry(text: string): readonly HistoryEntry[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  if (!isJsonObject(value)) return [];
  const { session, line, input, output } = value;
  if (typeof session !== "number" || typeof line !== "number" || typeof input !== "string") {
    return [];
  }
  return [{ session, line, input, output: typeof output === "string" ? output : null }];
}
