import type { Segment } from "./positions.ts";

/** Replaces `[start, end)` of the generated JavaScript; an insertion where both are equal. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Whether no place of the user's text stands for this one: a debugger does not stop there. */
  readonly isHidden?: boolean;
}

/** By start, insertions first; those at one place stay in the order they were made. */
export function inOrder(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** A text put together from pieces, some of which came from the generated JavaScript. */
export class ProgramText {
  readonly generated: string;
  readonly edits: readonly Edit[];
  readonly segments: Segment[] = [];
  #text = "";

  constructor(generated: string, edits: readonly Edit[]) {
    this.generated = generated;
    this.edits = edits;
  }

  get text(): string {
    return this.#text;
  }

  /** Appends text of ours. */
  add(text: string): void {
    this.#mark(undefined, false);
    this.#text += text;
  }

  /** Appends `[start, end)` of the generated text with the edits in it applied, save those in `skip`. */
  addRange(start: number, end: number, skip: ReadonlySet<Edit> = new Set()): void {
    let cursor = start;
    for (const edit of this.edits) {
      if (skip.has(edit) || edit.start < cursor || edit.end > end) continue;
      this.#copy(cursor, edit.start);
      this.#mark(edit.isHidden === true ? undefined : edit.start, false);
      this.#text += edit.text;
      cursor = edit.end;
    }
    this.#copy(cursor, end);
  }

  #copy(start: number, end: number): void {
    if (end <= start) return;
    this.#mark(start, true);
    this.#text += this.generated.slice(start, end);
  }

  #mark(from: number | undefined, isSame: boolean): void {
    this.segments.push({ at: this.#text.length, from, isSame });
  }
}
