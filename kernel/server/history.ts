import type { HistoryRequest } from "../wire/index.ts";
import { matchesGlob } from "./glob.ts";
import type { HistoryEntry, HistoryFile } from "./history-file.ts";

/** `[session, line, input]`, or `[session, line, [input, output]]` when outputs are asked for. */
export type HistoryRow = readonly [number, number, string | readonly [string, string | null]];

/** The part of a history file that a history needs. */
export type HistoryStore = Pick<HistoryFile, "append" | "read">;

type OwnEntry = { -readonly [Field in keyof HistoryEntry]: HistoryEntry[Field] };

/** Cells of this session that are remembered. */
const numKept = 10_000;
/** UTF-16 units above which a result is not. */
const outputLength = 100_000;

/**
 * The cells that asked to be remembered: those of this session, and with a store those of others.
 * A session's number is the time of its start in microseconds, so that kernels need not agree on it.
 */
export class History {
  readonly #store: HistoryStore | undefined;
  readonly #session: number;
  readonly #entries: OwnEntry[] = [];
  /** Entries that are in the store. */
  #numStored: number = 0;

  constructor(store?: HistoryStore, session = Math.round(performance.timeOrigin * 1000)) {
    this.#store = store;
    this.#session = session;
  }

  add(line: number, input: string): void {
    this.#entries.push({ session: this.#session, line, input, output: null });
  }

  /** Keeps the plain text of the result of the cell `line`. */
  setOutput(line: number, output: string): void {
    const entry = this.#entries.findLast((candidate) => candidate.line === line);
    if (entry !== undefined && output.length <= outputLength) entry.output = output;
  }

  /** Stores what was added since the last call: a cell has ended, and its result is known. */
  save(): void {
    for (const entry of this.#entries.slice(this.#numStored)) this.#store?.append(entry);
    this.#entries.splice(0, this.#entries.length - numKept);
    this.#numStored = this.#entries.length;
  }

  /** Rows a request asks for, oldest first. */
  query(request: HistoryRequest): readonly HistoryRow[] {
    return this.#select(request).map(({ session, line, input, output }) => [
      session,
      line,
      request.output ? [input, output] : input,
    ]);
  }

  #select(request: HistoryRequest): readonly HistoryEntry[] {
    switch (request.access) {
      case "tail":
        return newest(this.#all(), request.n);
      case "range": {
        const session = this.#sessionOf(request.session);
        const { start, stop = Number.POSITIVE_INFINITY } = request;
        return this.#all().filter(
          (entry) => entry.session === session && entry.line >= start && entry.line < stop,
        );
      }
      case "search": {
        const found = this.#all().filter(({ input }) => matchesGlob(input, request.pattern));
        const last = new Map(found.map((entry) => [entry.input, entry]));
        const kept = request.unique
          ? found.filter((entry) => last.get(entry.input) === entry)
          : found;
        return newest(kept, request.n ?? kept.length);
      }
    }
  }

  /** Session by session, this one last: its cells are the newest for its user. */
  #all(): readonly HistoryEntry[] {
    return [...this.#others(), ...this.#entries];
  }

  #others(): readonly HistoryEntry[] {
    const others = this.#store?.read().filter(({ session }) => session !== this.#session) ?? [];
    return others.sort((a, b) => a.session - b.session || a.line - b.line);
  }

  /** 0 is this session, -1 the one that started before it. */
  #sessionOf(request: number): number | undefined {
    if (request > 0) return request;
    if (request === 0) return this.#session;
    const earlier = this.#others().flatMap(({ session }) =>
      session < this.#session ? session : [],
    );
    return [...new Set(earlier)].at(request);
  }
}

function newest(entries: readonly HistoryEntry[], n: number): readonly HistoryEntry[] {
  return n > 0 ? entries.slice(-n) : [];
}
