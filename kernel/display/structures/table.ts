import type { MimeBundle } from "../../evaluate/types.ts";
import { colors, escapeHtml } from "../html.ts";
import { toPlainText } from "../plain.ts";
import { numberText } from "./number-text.ts";

interface Column {
  readonly name: string;
  /** Said below the name, e.g. the dtype. */
  readonly note: string;
}

/** Rows and columns of any source, read only where they are shown. */
export interface TableView {
  readonly columns: readonly Column[];
  readonly rowCount: number;
  rowAt(row: number): readonly unknown[];
  /** What stands at the head of a row. */
  labelAt(row: number): unknown;
}

/** Tables up to this many rows are whole; of longer ones the first and the last are shown. */
const wholeRows = 50;
const headRows = 20;
const tailRows = 5;
const maxColumns = 50;
/** Characters of a cell. */
const maxCellText = 120;

/** A table as text, ready to be laid out. */
interface Grid {
  /** The first column heads the rows. */
  readonly columns: readonly Column[];
  readonly body: readonly (readonly string[])[];
  /** Whether a column holds numbers. */
  readonly isNumeric: readonly boolean[];
  readonly footer: string;
}

/** A table as HTML that scrolls, and as aligned text; numbers stand right. */
export function tableBundle(view: TableView): MimeBundle {
  const grid = toGrid(view);
  return { "text/plain": tableText(grid), "text/html": tableHtml(grid) };
}

function toGrid(view: TableView): Grid {
  const columns = view.columns.slice(0, maxColumns);
  const indices = shownIndices(view.rowCount);
  const rows = indices.map((row) => (row === undefined ? undefined : view.rowAt(row)));
  const body = rows.map((row, i) => [
    row === undefined ? "…" : cellText(view.labelAt(indices[i]!)),
    ...columns.map((_, column) => (row === undefined ? "…" : cellText(row[column]))),
  ]);
  const isNumeric = columns.map((_, column) =>
    rows.every((row) => row?.[column] == null || typeof row[column] === "number"),
  );
  const hidden = view.columns.length - columns.length;
  const more = hidden > 0 ? `, the last ${hidden} not shown` : "";
  return {
    columns: [{ name: "", note: "" }, ...columns],
    body,
    isNumeric: [true, ...isNumeric],
    footer: `${count(view.rowCount, "row")} × ${count(view.columns.length, "column")}${more}`,
  };
}

/** Indices of the rows to show; undefined stands for those left out. */
function shownIndices(rowCount: number): readonly (number | undefined)[] {
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  if (rowCount <= wholeRows) return range(0, rowCount);
  return [...range(0, headRows), undefined, ...range(rowCount - tailRows, rowCount)];
}

function cellText(value: unknown): string {
  if (typeof value === "number") return numberText(value);
  const text = typeof value === "string" ? value : toPlainText(value).replace(/\s+/g, " ");
  return text.length > maxCellText ? `${text.slice(0, maxCellText - 1)}…` : text;
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;
}

function tableText({ columns, body, isNumeric, footer }: Grid): string {
  const header = columns.map(({ name }) => name);
  const widths = header.map((name, i) =>
    Math.max(name.length, ...body.map((row) => row[i]!.length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (isNumeric[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join("  ")
      .trimEnd();
  return [header, ...body].map(line).concat(footer).join("\n");
}

function tableHtml({ columns, body, isNumeric, footer }: Grid): string {
  const align = (i: number) =>
    `style="text-align:${isNumeric[i] ? "right" : "left"};padding:.2em .6em"`;
  const heads = columns.map(({ name, note }, i) => {
    const small = `<br><small style="color:${colors.faint}">${escapeHtml(note)}</small>`;
    return `<th ${align(i)}>${escapeHtml(name)}${note === "" ? "" : small}</th>`;
  });
  const rows = body.map((cells) => {
    const [label = "", ...rest] = cells;
    const data = rest.map((cell, i) => `<td ${align(i + 1)}>${escapeHtml(cell)}</td>`);
    return `<tr><th ${align(0)}>${escapeHtml(label)}</th>${data.join("")}</tr>`;
  });
  return (
    `<div style="max-height:30em;overflow:auto"><table><thead><tr>${heads.join("")}</tr></thead>` +
    `<tbody>${rows.join("")}</tbody></table></div>` +
    `<small style="color:${colors.faint}">${footer}</small>`
  );
}
