import type { z } from "zod";
import { DatasetError } from "../../core/index.ts";

/** A line of a file, for what is parsed of it and for messages about it. */
export interface Line {
  readonly path: string;
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** The lines of a UTF-8 file, decoded one by one, so that a large one never becomes one string. */
export function* linesOf(bytes: Buffer, path: string): Generator<Line> {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let start = hasMark ? 3 : 0;
  for (let number = 1; start < bytes.length; number += 1) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    const text = bytes.toString("utf8", start, end);
    yield { path, number, text: text.endsWith("\r") ? text.slice(0, -1) : text };
    start = end + 1;
  }
}

/** A line of a table, its cells found by the name of their column. */
export interface TableLine<Column extends string> extends Line {
  readonly cell: (column: Column) => string;
}

/**
 * The lines below the header of a table whose cells are separated by tabs and never quoted.
 *
 * @param columns - Those wanted; the table may have more.
 * @throws {DatasetError} If a column is absent or a line has another number of cells than the header.
 */
export function* tableLines<Column extends string>(
  bytes: Buffer,
  path: string,
  columns: readonly Column[],
): Generator<TableLine<Column>> {
  let header: readonly string[] | undefined;
  for (const line of linesOf(bytes, path)) {
    const cells = line.text.split("\t");
    if (header === undefined) {
      header = cells;
      const absent = columns.find((column) => !cells.includes(column));
      if (absent !== undefined) {
        throw malformed(line, `name the columns ${columns.join(", ")}`, `none called ${absent}`);
      }
      continue;
    }
    if (cells.length !== header.length) {
      throw malformed(line, `have ${header.length} cells`, String(cells.length));
    }
    const places = header;
    yield { ...line, cell: (column) => cells[places.indexOf(column)]! };
  }
}

/**
 * Parses a line that holds one JSON value.
 *
 * @throws {DatasetError} If it is not JSON or does not fit the schema.
 */
export function parseJsonLine<T>(line: Line, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch (cause) {
    throw malformed(line, "be one JSON object", line.text.slice(0, 40), { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue!.path.join(".");
  throw malformed(line, `have a valid ${place || "row"}`, issue!.message, { cause: parsed.error });
}

/**
 * Fails when a cell is not one of the values that are known.
 *
 * @throws {DatasetError} Names file, line and column.
 */
export function requireKnownCell<T extends string>(
  line: Line,
  column: string,
  value: string,
  known: readonly T[],
): T {
  const found = known.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw malformed(line, `have a ${column} of ${known.join(", ")}`, JSON.stringify(value));
}

/** The error of a line that is not as its file's form requires. */
export function malformed(
  { path, number }: Line,
  requirement: string,
  got: string,
  options?: ErrorOptions,
): DatasetError {
  return new DatasetError(
    `${path}: line ${number} must ${requirement}, got ${got}. Get the file again, or mend the line.`,
    { path },
    options,
  );
}
