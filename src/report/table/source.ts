// The index of core would load the tensor engine.
import { ConfigError } from "../../core/errors.ts";

/** One row by column name. */
export type TableRow = Readonly<Record<string, unknown>>;

/** A data frame, as danfojs makes it: only these two parts are read. */
export interface FrameLike {
  readonly columns: readonly string[];
  /** Rows. */
  readonly values: readonly unknown[];
}

/** What a table can be made of: records, arrays by column name, or a data frame. */
export type TableSource =
  | readonly object[]
  | Readonly<Record<string, ArrayLike<unknown>>>
  | FrameLike;

/**
 * The rows of any source.
 *
 * @throws {ConfigError} If columns differ in length.
 */
export function readRows(source: TableSource): readonly TableRow[] {
  if (isRecords(source)) return source.map((record) => ({ ...record }));
  if (isFrame(source)) {
    return source.values.map((row) => {
      const cells = Array.isArray(row) ? row : [row];
      return Object.fromEntries(source.columns.map((name, i) => [name, cells[i]]));
    });
  }
  const columns = Object.entries(source);
  const length = columns[0]?.[1].length ?? 0;
  for (const [name, values] of columns) {
    if (values.length !== length) {
      throw new ConfigError(
        `table: columns must have ${length} entries, got ${values.length} in "${name}"`,
      );
    }
  }
  return Array.from({ length }, (_, i) =>
    Object.fromEntries(columns.map(([name, values]) => [name, values[i]])),
  );
}

function isRecords(source: TableSource): source is readonly object[] {
  return Array.isArray(source);
}

function isFrame(source: Exclude<TableSource, readonly object[]>): source is FrameLike {
  return Array.isArray(source["columns"]) && Array.isArray(source["values"]) && "index" in source;
}
