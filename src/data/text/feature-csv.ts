import { DatasetError, requireKnownName } from "../../core/index.ts";
import { type CsvRecord, parseCsv } from "./csv.ts";

/** Names of the columns that are read. */
export interface FeatureColumns {
  readonly text: string;
  /** What the core feature determines. */
  readonly label: string;
  /** The value of the spurious feature. */
  readonly spurious: string;
}

/** A text with its label and the value of its spurious feature. */
export interface FeatureRow {
  /** The line it begins on, from 1. */
  readonly id: string;
  readonly text: string;
  readonly label: string;
  readonly spurious: string;
}

/**
 * Reads texts with a feature of your own out of comma-separated values with a header.
 *
 * @param csv - Quotes as in RFC 4180, lines that end in LF or CRLF. Spaces around a cell do not count.
 * @throws {ConfigError} If a column is not in the header.
 * @throws {DatasetError} If a line is malformed (the message names line and column), a cell is empty, or
 * there are fewer than two labels or two values of the spurious feature.
 * @example
 * parseFeatureCsv("review,rating,source\nFine!,good,web\nDull.,bad,paper\n", {
 *   text: "review",
 *   label: "rating",
 *   spurious: "source",
 * });
 */
export function parseFeatureCsv(csv: string, columns: FeatureColumns): readonly FeatureRow[] {
  const [first, ...records] = parseCsv(csv);
  if (first === undefined)
    throw new DatasetError("parseFeatureCsv: csv must have a header, got none");
  const header = first.cells.map((name) => name.trim());
  const [text, label, spurious] = (["text", "label", "spurious"] as const).map((column) => {
    const name = columns[column];
    requireKnownName(`parseFeatureCsv: the column for ${column}`, name, header);
    return { name, place: header.indexOf(name) };
  });
  const rows = records.map((record) => {
    requireWidth(record, header.length);
    return {
      id: String(record.line),
      text: cellOf(record, text!),
      label: cellOf(record, label!),
      spurious: cellOf(record, spurious!),
    };
  });
  requireTwo(label!.name, new Set(rows.map((row) => row.label)));
  requireTwo(spurious!.name, new Set(rows.map((row) => row.spurious)));
  return rows;
}

interface Column {
  readonly name: string;
  /** In the header, from 0. */
  readonly place: number;
}

function requireWidth({ line, cells }: CsvRecord, width: number): void {
  if (cells.length === width) return;
  throw new DatasetError(
    `parseFeatureCsv: line ${line} must have ${width} cells like the header, got ${cells.length}. ` +
      "A cell with a comma must be in double quotes.",
  );
}

function cellOf({ line, cells }: CsvRecord, { name, place }: Column): string {
  const cell = cells[place]!.trim();
  if (cell !== "") return cell;
  throw new DatasetError(
    `parseFeatureCsv: line ${line} must have a ${name}, got an empty cell. Fill it in or delete the line.`,
  );
}

function requireTwo(column: string, values: ReadonlySet<string>): void {
  if (values.size >= 2) return;
  const got = values.size === 0 ? "no rows" : `only "${[...values].join()}"`;
  throw new DatasetError(
    `parseFeatureCsv: the column ${column} must have two different values or more, got ${got}`,
  );
}
