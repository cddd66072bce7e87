import { createHash } from "node:crypto";

/** Where rows of text come from; every result made of them names it. */
export interface TextSource {
  /** Of the data set, e.g. `"sst5"`. */
  readonly name: string;
  /** Which part of it was read, e.g. `"test.tsv, 1769 rows"`. */
  readonly slice: string;
  /** Of the file that was read (the archive, where it lies in one), or of generated rows. */
  readonly sha256: string;
  readonly licence: string;
  readonly citation: string;
}

/** Rows of a text data set, in the order of the file. */
export interface TextRows<Row> extends TextSource {
  readonly rows: readonly Row[];
}

/** A checksum for rows that no file holds. */
export function sha256OfRows(rows: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(rows)).digest("hex");
}
