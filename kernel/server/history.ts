import type { HistoryRequest } from "../wire/index.ts";

/** `[session, line, input]`, or `[session, line, [input, output]]` when outputs are asked for. */
export type HistoryRow = readonly [number, number, string | readonly [string, string | null]];

interface Entry {
  readonly line: number;
  readonly input: string;
  output: string | null;
}

/** The one session that is remembered; a new kernel process starts a new history. */
const currentSession = 1;

/** The cells of this session that asked to be remembered, oldest first. */
export class History {
  readonly #entries: Entry[] = [];

  add(line: number, input: string): void {
    this.#entries.push({ line, input, output: null });
  }

  /** Keeps the plain text of the result of the cell `line`. */
  setOutput(line: number, output: string): void {
    const entry = this.#entries.findLast((candidate) => candidate.line === line);
    if (entry !== undefined) entry.output = output;
  }

  /** Rows a request asks for, oldest first. */
  query(request: HistoryRequest): readonly HistoryRow[] {
    return this.#select(request).map(({ line, input, output }) => [
      currentSession,
      line,
      request.output ? [input, output] : input,
    ]);
  }

  #select(request: HistoryRequest): readonly Entry[] {
    switch (request.access) {
      case "tail":
        return newest(this.#entries, request.n);
      case "range": {
        // 0 is the current session, too; negative numbers are sessions before it.
        if (request.session !== 0 && request.session !== currentSession) return [];
        const { start, stop = Number.POSITIVE_INFINITY } = request;
        return this.#entries.filter(({ line }) => line >= start && line < stop);
      }
      case "search": {
        const pattern = globToRegExp(request.pattern);
        const found = this.#entries.filter(({ input }) => pattern.test(input));
        const last = new Map(found.map((entry) => [entry.input, entry]));
        const kept = request.unique
          ? found.filter((entry) => last.get(entry.input) === entry)
          : found;
        return newest(kept, request.n ?? kept.length);
      }
    }
  }
}

function newest(entries: readonly Entry[], n: number): readonly Entry[] {
  return n > 0 ? entries.slice(-n) : [];
}

/** `*` stands for any text, `?` for one character, `[ab]` and `[!ab]` for one of, or none of, a set. */
function globToRegExp(glob: string): RegExp {
  const source = glob.replace(/\[(!?)([^\]]+)\]|[\s\S]/gu, (part, not?: string, set?: string) => {
    if (set !== undefined) return `[${not === "!" ? "^" : ""}${set.replace(/[\\[\]^]/g, "\\$&")}]`;
    if (part === "*") return "[^]*";
    if (part === "?") return "[^]";
    return part.replace(/[.+^${}()|[\]\\/]/g, "\\$&");
  });
  return new RegExp(`^${source}$`, "u");
}
