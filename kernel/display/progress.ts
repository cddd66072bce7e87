import { createProgressView, type ProgressState, type ProgressView } from "./progress-view.ts";

/** Values shown after the bar, e.g. `{ loss: 0.31, accuracy: 0.9 }`; numbers at four digits. */
export type ProgressNotes = Readonly<Record<string, number | string>>;

/** How a bar is labelled and counted. */
export interface ProgressOptions {
  /** Text before the bar. */
  readonly label?: string;
  /** Expected count, for an iterable that does not know its length. */
  readonly total?: number;
  /** What is counted, as in `3.1 batches/s`. Default: `it`. */
  readonly unit?: string;
}

/** A bar that shows how far a loop is, how fast, and how long it still takes. */
export interface Progress {
  /** Sets the count, and the notes when given. At the total the bar closes. */
  update(completed: number, notes?: ProgressNotes): void;
  /** Adds one to the count. */
  advance(notes?: ProgressNotes): void;
  /** Sets the notes and leaves the count. */
  note(notes: ProgressNotes): void;
  /** Closes the bar where it stands; later calls change nothing. */
  done(): void;
}

/**
 * Shows how far a loop is: a bar that updates in place, or a few plain lines where there is no page
 * (outside a kernel, or with `TRIPTYCH_HEADLESS=1`).
 *
 * @param source - What to loop over, or a count: `for (const step of progress(100))` yields 0 to 99,
 * and `const bar = progress(100); bar.update(10, { loss })` leaves the loop to the caller.
 * @returns The bar, iterable as `source` is. Leaving the loop early or by a throw closes it.
 *
 * @example
 * const bar = progress(batches, { label: "train" });
 * for (const batch of bar) bar.note({ loss: step(batch) });
 */
export function progress(total: number, options?: ProgressOptions): Progress & Iterable<number>;
export function progress<T>(source: Iterable<T>, options?: ProgressOptions): Progress & Iterable<T>;
export function progress<T>(
  source: AsyncIterable<T>,
  options?: ProgressOptions,
): Progress & AsyncIterable<T>;
export function progress<T>(
  source: number | Iterable<T> | AsyncIterable<T>,
  options: ProgressOptions = {},
): Progress & Partial<Iterable<T | number> & AsyncIterable<T>> {
  if (typeof source === "number") {
    const bar = new Bar({ ...options, total: source });
    return Object.assign(bar, { [Symbol.iterator]: () => bar.follow(range(source)) });
  }
  const bar = new Bar({ ...options, total: options.total ?? knownLength(source) });
  if (Symbol.asyncIterator in source) {
    return Object.assign(bar, { [Symbol.asyncIterator]: () => bar.followAsync(source) });
  }
  return Object.assign(bar, { [Symbol.iterator]: () => bar.follow(source) });
}

function* range(end: number): Generator<number> {
  for (let i = 0; i < end; i++) yield i;
}

function knownLength(source: object): number | undefined {
  const length: unknown = Reflect.get(source, "length") ?? Reflect.get(source, "size");
  return typeof length === "number" ? length : undefined;
}

interface BarOptions {
  readonly label?: string;
  readonly total: number | undefined;
  readonly unit?: string;
}

class Bar implements Progress {
  readonly #view: ProgressView;
  readonly #start = performance.now();
  readonly #fixed: Pick<ProgressState, "label" | "total" | "unit">;
  #completed = 0;
  #notes: ProgressNotes = {};
  #phase: ProgressState["phase"] = "running";

  constructor({ label = "", total, unit = "it" }: BarOptions) {
    if (total !== undefined && !(total >= 0)) {
      throw new RangeError(`progress: total must be >= 0, got ${total}`);
    }
    this.#fixed = { label, total, unit };
    this.#view = createProgressView();
    this.#draw();
    if (total === 0) this.done();
  }

  update(completed: number, notes?: ProgressNotes): void {
    if (this.#phase !== "running") return;
    this.#completed = completed;
    if (notes !== undefined) this.#notes = { ...this.#notes, ...notes };
    const { total } = this.#fixed;
    if (total !== undefined && completed >= total) this.done();
    else if (this.#view.isDue(completed, total)) this.#draw();
    else this.#view.drawLater?.(() => this.#state());
  }

  advance(notes?: ProgressNotes): void {
    this.update(this.#completed + 1, notes);
  }

  note(notes: ProgressNotes): void {
    this.update(this.#completed, notes);
  }

  done(): void {
    if (this.#phase !== "running") return;
    const { total } = this.#fixed;
    const isWhole = total === undefined || this.#completed >= total;
    this.#phase = isWhole ? "finished" : "stopped";
    this.#draw();
  }

  /** Yields what `source` yields, counting each item once its turn of the loop is over. */
  *follow<T>(source: Iterable<T>): Generator<T> {
    try {
      for (const item of source) {
        yield item;
        this.advance();
      }
    } finally {
      this.done();
    }
  }

  /** As `follow`, for an asynchronous source. */
  async *followAsync<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      for await (const item of source) {
        yield item;
        this.advance();
      }
    } finally {
      this.done();
    }
  }

  #draw(): void {
    this.#view.draw(this.#state());
  }

  #state(): ProgressState {
    return {
      ...this.#fixed,
      phase: this.#phase,
      completed: this.#completed,
      elapsed: (performance.now() - this.#start) / 1000,
      notes: this.#notes,
    };
  }
}
