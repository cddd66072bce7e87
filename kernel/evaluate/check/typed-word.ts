import type { ServerCompletion } from "./protocol.ts";

/** A text at whose cursor a word is being typed. */
interface Place {
  /** All of the text but the word, and all that it can refer to. */
  readonly context: string;
  readonly typed: string;
}

/** Asks the server for more of a candidate. */
type Resolve = (item: ServerCompletion) => Promise<ServerCompletion>;

/** The place of the cursor; `compose` makes the module of a text. */
export function placeOf(code: string, offset: number, compose: (code: string) => string): Place {
  const typed =
    /(?:[\p{ID_Start}$_#][\p{ID_Continue}$]*)?$/u.exec(code.slice(0, offset))?.[0] ?? "";
  const start = offset - typed.length;
  return { context: compose(`${code.slice(0, start)}\0${code.slice(offset)}`), typed };
}

/** What the server offered for a word. It stays the same while the word grows. */
export class TypedWord {
  readonly offered: readonly ServerCompletion[];
  readonly #place: Place;
  readonly #resolve: Resolve;
  readonly #resolved = new Map<ServerCompletion, Promise<ServerCompletion>>();

  constructor(place: Place, offered: readonly ServerCompletion[], resolve: Resolve) {
    this.#place = place;
    this.offered = offered;
    this.#resolve = resolve;
  }

  /** Whether the word at `place` is this one, grown. */
  grewTo({ context, typed }: Place): boolean {
    const before = this.#place.typed;
    return before !== "" && typed.startsWith(before) && context === this.#place.context;
  }

  /** A candidate with its signature; the server is asked once. */
  resolve(item: ServerCompletion): Promise<ServerCompletion> {
    const known = this.#resolved.get(item);
    if (known !== undefined) return known;
    // The server crashes over an item that is not its own.
    const resolved = item.data === undefined ? Promise.resolve(item) : this.#resolve(item);
    this.#resolved.set(item, resolved);
    resolved.catch(() => this.#resolved.delete(item)); // whoever waits for it is told
    return resolved;
  }
}
