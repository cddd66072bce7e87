import { escapeMarkup } from "../../core/markup.ts";
import type { Mark } from "./marks.ts";

type SeriesMark = Exclude<Mark, { readonly kind: "heatmap" | "contour" }>;

/** A legend as SVG and the height it takes, in pixels. */
export interface Legend {
  readonly svg: string;
  readonly height: number;
}

const rowHeight = 18;
/** Of the drawing before a name, in pixels. */
export const swatchWidth = 20;
/** Mean width of a character at 12 px, and the space after an entry. */
const characterWidth = 6.6;
const entryGap = 16;

/** The names of the series beside their colours, in as many rows as the box asks for. */
export function drawLegend(marks: readonly Mark[], box: LegendBox): Legend {
  const entries = marks
    .filter((mark) => mark.kind !== "heatmap" && mark.kind !== "contour")
    .map((mark) => ({
      name: mark.name,
      drawSwatch: (x: number, y: number) => drawSwatch(mark, x, y),
    }));
  return layOutLegend(entries, box);
}

/** A name in a legend, and what stands before it: {@link swatchWidth} pixels from `x` on. */
export interface LegendEntry {
  /** Empty: left out. */
  readonly name: string;
  readonly drawSwatch: (x: number, y: number) => string;
}

/** Entries in as many rows as the box asks for. */
export function layOutLegend(entries: readonly LegendEntry[], { x, y, width }: LegendBox): Legend {
  const named = entries.filter(({ name }) => name !== "");
  let [left, row] = [0, 0];
  const drawn = named.map((entry) => {
    const needed = swatchWidth + 6 + entry.name.length * characterWidth + entryGap;
    if (left > 0 && left + needed > width) {
      left = 0;
      row++;
    }
    const svg = drawEntry(entry, x + left, y + (row + 0.5) * rowHeight);
    left += needed;
    return svg;
  });
  return { svg: drawn.join(""), height: named.length === 0 ? 0 : (row + 1) * rowHeight };
}

/** Where a legend stands. */
export interface LegendBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

function drawEntry({ name, drawSwatch }: LegendEntry, x: number, y: number): string {
  const text = `<text x="${x + swatchWidth + 6}" y="${y}" dy=".35em">${escapeMarkup(name)}</text>`;
  return drawSwatch(x, y) + text;
}

function drawSwatch(mark: SeriesMark, x: number, y: number): string {
  const color = escapeMarkup(mark.color);
  const middle = x + swatchWidth / 2;
  const dot = `<circle cx="${middle}" cy="${y}" r="3" fill="${color}"/>`;
  if (mark.kind === "scatter") return dot;
  if (mark.kind !== "line") {
    return `<rect x="${middle - 6}" y="${y - 6}" width="12" height="12" fill="${color}"/>`;
  }
  const dash = mark.dashed ? ' stroke-dasharray="6 4"' : "";
  const line = `<path d="M${x} ${y}h${swatchWidth}" stroke="${color}" stroke-width="2"${dash}/>`;
  return mark.points ? line + dot : line;
}
