import type { MimeBundle } from "../../evaluate/types.ts";
import { tableBundle } from "./table.ts";

/** Records looked at to find the columns. */
const sampleSize = 1000;

/** An array of plain objects: a table with a column for each key. */
export function formatRecords(value: object): MimeBundle | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const sample: readonly unknown[] = value.slice(0, sampleSize);
  if (!sample.every(isRecord)) return undefined;
  const names = [...new Set(sample.flatMap((record) => Object.keys(record)))];
  if (names.length === 0) return undefined;
  return tableBundle({
    columns: names.map((name) => ({ name, note: "" })),
    rowCount: value.length,
    rowAt: (row) => names.map((name) => Reflect.get(Object(value[row]), name)),
    labelAt: (row) => row,
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
