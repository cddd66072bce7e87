import type { Position } from "./protocol.ts";

/** Lines that stand before the user's text in a cell module. */
const linesBefore = 1;
const lineBreak = /\r\n|\r|\n/g;

/** The place in a cell module of an offset in the cell's text, in UTF-16 units. */
export function toPosition(code: string, offset: number): Position {
  const starts = lineStarts(code.slice(0, offset));
  const last = starts.length - 1;
  return { line: last + linesBefore, character: offset - (starts[last] ?? 0) };
}

/** The offset in a cell's text of a place in its module. */
export function toOffset(code: string, { line, character }: Position): number {
  return (lineStarts(code)[line - linesBefore] ?? 0) + character;
}

function lineStarts(text: string): number[] {
  return [
    0,
    ...Array.from(text.matchAll(lineBreak), (match) => (match.index ?? 0) + match[0].length),
  ];
}
