import type { MimeBundle } from "../../evaluate/types.ts";
import { tableBundle } from "./table.ts";

/** What is asked of a data frame or series: danfojs has it. */
interface FrameLike {
  readonly columns: readonly unknown[];
  readonly index: readonly unknown[];
  readonly dtypes: readonly string[];
  /** Rows of a frame, entries of a series. */
  readonly values: readonly unknown[];
}

const parts = ["columns", "index", "dtypes", "values"];

function isFrame(value: object): value is FrameLike {
  return parts.every((part) => Array.isArray(Reflect.get(value, part)));
}

/** A data frame or series: a table with its index, column types and size. */
export function formatFrame(value: object): MimeBundle | undefined {
  if (!isFrame(value)) return undefined;
  return tableBundle({
    columns: value.columns.map((name, i) => ({ name: String(name), note: value.dtypes[i] ?? "" })),
    rowCount: value.values.length,
    rowAt: (row) => {
      const entry = value.values[row];
      return Array.isArray(entry) ? entry : [entry];
    },
    labelAt: (row) => value.index[row],
  });
}
