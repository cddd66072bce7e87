import { DatasetError } from "../../core/index.ts";

/** A record of a CSV file and where it begins. */
export interface CsvRecord {
  /** From 1; a record with line breaks in quotes is longer than a line. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Parses comma-separated values: cells may be in double quotes, in which commas, line breaks and doubled
 * quotes stand for themselves. Empty lines are left out.
 *
 * @throws {DatasetError} If a quote is not closed, or text stands beside a quoted cell.
 * @see RFC 4180.
 */
export function parseCsv(text: string): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  let line = 1;
  let at = text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    const start = line;
    const cells: string[] = [];
    for (let isLast = false; !isLast; ) {
      const cell = readCell(text, at, line);
      cells.push(cell.value);
      line += cell.value.split("\n").length - 1;
      at = cell.end;
      isLast = text[at] !== ",";
      if (!isLast) at += 1;
    }
    // At a line break or the end.
    if (text[at] === "\r") at += 1;
    if (text[at] === "\n") at += 1;
    line += 1;
    if (cells.length > 1 || cells[0] !== "") records.push({ line: start, cells });
  }
  return records;
}

interface Cell {
  readonly value: string;
  /** Of the comma or line break after it, or the length of the text. */
  readonly end: number;
}

function readCell(text: string, at: number, line: number): Cell {
  if (text[at] !== '"') {
    let end = at;
    while (end < text.length && text[end] !== "," && !isBreak(text, end)) end += 1;
    const value = text.slice(at, end);
    if (value.includes('"')) {
      throw invalid(line, "have a cell with quotes inside in quotes, and these doubled", value);
    }
    return { value, end };
  }
  let value = "";
  for (let start = at + 1; ; ) {
    const quote = text.indexOf('"', start);
    if (quote < 0) throw invalid(line, "close the quote of each cell", text.slice(at, at + 40));
    value += text.slice(start, quote);
    const end = quote + 1;
    if (text[end] !== '"') {
      if (end < text.length && text[end] !== "," && !isBreak(text, end)) {
        throw invalid(line, "have nothing beside a cell in quotes", text.slice(at, end + 20));
      }
      return { value, end };
    }
    value += '"';
    start = end + 1;
  }
}

function isBreak(text: string, at: number): boolean {
  return text[at] === "\n" || (text[at] === "\r" && text[at + 1] === "\n");
}

function invalid(line: number, requirement: string, got: string): DatasetError {
  return new DatasetError(`parseCsv: line ${line} must ${requirement}, got ${JSON.stringify(got)}`);
}
