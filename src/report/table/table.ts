// The index of core would load the tensor engine.
import { ConfigError } from "../../core/errors.ts";
import { type CellFormat, cellNumber, cellText } from "./cell-text.ts";
import { type Grid, gridHtml, gridMarkdown, gridText } from "./layout.ts";
import { readRows, type TableRow, type TableSource } from "./source.ts";

/** How a table is shown. */
export interface TableOptions {
  /** Text above the table. */
  readonly caption?: string;
  /** Columns to show, in order; or names to show them under, by column. Default: all. */
  readonly columns?: readonly string[] | Readonly<Record<string, string>>;
  /** Decimals, or a function from value to text, by column. */
  readonly format?: Readonly<Record<string, CellFormat>>;
  /** The best cell of a column in bold, by column: `{ accuracy: "max", loss: "min" }`. */
  readonly highlight?: Readonly<Record<string, "max" | "min">>;
}

/**
 * A table for a report: shows itself as HTML, Markdown and aligned text, numbers to the right.
 *
 * @param source - Records, arrays by column name, or a data frame.
 * @throws {ConfigError} If an option names a column that is not there.
 *
 * @example
 * table([{ method: "BORAT", accuracy: meanStd([0.951, 0.949]) }], { highlight: { accuracy: "max" } });
 */
export function table(source: TableSource, options: TableOptions = {}): Table {
  return new Table(readRows(source), options);
}

/** A table that shows itself: see {@link table}. */
export class Table {
  /** The rows, with all their columns. */
  readonly rows: readonly TableRow[];
  readonly #grid: Grid;

  /** Called by {@link table}. */
  constructor(rows: readonly TableRow[], options: TableOptions) {
    this.rows = rows;
    this.#grid = toGrid(rows, options);
  }

  /** The table in GitHub's Markdown. */
  toMarkdown(): string {
    return gridMarkdown(this.#grid);
  }

  /**
   * The table as HTML.
   *
   * @param maxHeight - In CSS units; a longer table scrolls. `"none"` shows all of it.
   */
  toHtml(maxHeight?: string): string {
    return gridHtml(this.#grid, maxHeight);
  }

  /** The MIME bundle of the table. */
  [Symbol.for("Jupyter.display")](): Readonly<Record<string, unknown>> {
    return {
      "text/html": this.toHtml(),
      "text/markdown": this.toMarkdown(),
      "text/plain": gridText(this.#grid),
    };
  }
}

function toGrid(rows: readonly TableRow[], options: TableOptions): Grid {
  const { caption = "", columns, format = {}, highlight = {} } = options;
  const known = new Set(rows.flatMap((row) => Object.keys(row)));
  const labels = toLabels(columns ?? [...known]);
  for (const name of [...labels.keys(), ...Object.keys(format), ...Object.keys(highlight)]) {
    if (!known.has(name) && rows.length > 0) {
      const names = [...known].join(", ");
      throw new ConfigError(`table: columns must be among ${names}, got "${name}"`);
    }
  }
  const names = [...labels.keys()];
  const best = new Map(names.map((name) => [name, bestOf(rows, name, highlight[name])]));
  return {
    caption,
    header: [...labels.values()],
    rows: rows.map((row) =>
      names.map((name) => ({
        text: cellText(row[name], format[name]),
        isBold: best.get(name) !== undefined && cellNumber(row[name]) === best.get(name),
      })),
    ),
    isRight: names.map((name) =>
      rows.every(
        (row) =>
          row[name] == null || cellNumber(row[name]) !== undefined || Number.isNaN(row[name]),
      ),
    ),
  };
}

function toLabels(columns: NonNullable<TableOptions["columns"]>): ReadonlyMap<string, string> {
  return isNames(columns)
    ? new Map(columns.map((name) => [name, name]))
    : new Map(Object.entries(columns));
}

function isNames(columns: NonNullable<TableOptions["columns"]>): columns is readonly string[] {
  return Array.isArray(columns);
}

function bestOf(rows: readonly TableRow[], name: string, wanted: "max" | "min" | undefined) {
  const numbers = rows.map((row) => cellNumber(row[name])).filter((value) => value !== undefined);
  if (wanted === undefined || numbers.length === 0) return undefined;
  return numbers.reduce((a, b) => Math[wanted](a, b));
}
