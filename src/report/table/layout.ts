import { escapeMarkup } from "../../core/markup.ts";

/** A cell ready to be laid out. */
interface Cell {
  readonly text: string;
  readonly isBold: boolean;
  /** A CSS colour of the text. */
  readonly color?: string;
}

/** A table ready to be laid out. */
export interface Grid {
  readonly caption: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Whether a column stands right, as numbers do. */
  readonly isRight: readonly boolean[];
}

/**
 * The table as HTML.
 *
 * @param maxHeight - In CSS units; a longer table scrolls.
 */
export function gridHtml({ caption, header, rows, isRight }: Grid, maxHeight = "40em"): string {
  const align = (i: number) => `text-align:${isRight[i] ? "right" : "left"};padding:.2em .7em`;
  const heads = header.map((name, i) => `<th style="${align(i)}">${escapeMarkup(name)}</th>`);
  const body = rows.map((cells) => {
    const data = cells.map(({ text, isBold, color }, i) => {
      const weight = isBold ? ";font-weight:bold" : "";
      const tint = color === undefined ? "" : `;color:${color}`;
      return `<td style="${align(i)}${weight}${tint}">${escapeMarkup(text)}</td>`;
    });
    return `<tr>${data.join("")}</tr>`;
  });
  const title =
    caption === ""
      ? ""
      : `<caption style="caption-side:top;text-align:left;font-weight:600">${escapeMarkup(caption)}</caption>`;
  return (
    `<div style="max-height:${maxHeight};overflow:auto"><table>${title}` +
    `<thead><tr>${heads.join("")}</tr></thead><tbody>${body.join("")}</tbody></table></div>`
  );
}

/** The table in GitHub's Markdown. */
export function gridMarkdown({ caption, header, rows, isRight }: Grid): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const toCell = (text: string) => text.replace(/[|\\]/g, "\\$&").replace(/\s+/g, " ");
  const rule = line(isRight.map((right) => (right ? "---:" : "---")));
  const body = rows.map((cells) =>
    line(cells.map(({ text, isBold }) => (isBold ? `**${toCell(text)}**` : toCell(text)))),
  );
  const title = caption === "" ? [] : [`**${toCell(caption)}**`, ""];
  return [...title, line(header.map(toCell)), rule, ...body].join("\n");
}

/** The table as aligned text; bold cells end with `*`. */
export function gridText({ caption, header, rows, isRight }: Grid): string {
  const body = rows.map((cells) => cells.map(({ text, isBold }) => (isBold ? `${text}*` : text)));
  const widths = header.map((name, i) =>
    Math.max(name.length, ...body.map((row) => row[i]!.length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((text, i) => (isRight[i] ? text.padStart(widths[i]!) : text.padEnd(widths[i]!)))
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return [...(caption === "" ? [] : [caption]), line(header), rule, ...body.map(line)].join("\n");
}
