import { SourceMap } from "node:module";
import type { RawSourceMap } from "./to-javascript.ts";

/** A place in a text; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A run of text of the program. */
export interface Segment {
  /** Offset of its first character in the program. */
  readonly at: number;
  /** Offset in the generated JavaScript of what that character came from; undefined for text of ours. */
  readonly from: number | undefined;
  /** Whether the text is the same; else all of it stands for what is at `from`. */
  readonly isSame: boolean;
}

/** All that leads from a place in a program back to the user's text. Plain data: it crosses threads. */
export interface PositionData {
  /** The user's text. */
  readonly source: string;
  /** The text that runs. */
  readonly program: string;
  /** The text between: JavaScript as generated, before it was rewritten. */
  readonly generated: string;
  readonly segments: readonly Segment[];
  readonly map: RawSourceMap;
}

/**
 * Finds the place in the user's text of a place in the program.
 *
 * @returns Undefined where the program has text of ours.
 */
export function originalPosition(data: PositionData, position: Position): Position | undefined {
  return positionFinder(data)(position);
}

/** As `originalPosition`, for many places of one program. */
export function positionFinder(data: PositionData): (position: Position) => Position | undefined {
  const map = new SourceMap({ ...data.map, file: "", sourcesContent: [], sourceRoot: "" });
  return ({ line, column }) => {
    const offset = Math.min(offsetOf(data.program, line) + column - 1, data.program.length);
    const segment = data.segments.findLast(({ at }) => at <= offset);
    if (segment?.from === undefined) return undefined;
    const from = segment.from + (segment.isSame ? offset - segment.at : 0);
    const generated = positionAt(data.generated, from);
    const entry = map.findEntry(generated.line - 1, generated.column - 1);
    // A compiler's helper, which stands before all of the user's.
    if (!("originalLine" in entry)) return undefined;
    return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  };
}

function offsetOf(text: string, line: number): number {
  let offset = 0;
  for (let passed = 1; passed < line; passed += 1) {
    const end = text.indexOf("\n", offset);
    if (end === -1) return text.length;
    offset = end + 1;
  }
  return offset;
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}
