import { escapeMarkup } from "../../core/markup.ts";
import { colorAt, type MatrixColors, matrixColors } from "./color-scale.ts";
import type { HeatmapMark } from "./marks.ts";

/** Where a matrix stands: the borders of its cells in pixels, one more than columns and rows. */
export interface MatrixPlace {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Shades told apart. */
const shadeCount = 64;
/** Rows or columns told apart; of larger matrices every second, third, ... is drawn. */
const maxCells = 96;

/** The cells of a matrix as SVG: a path for each shade is far smaller than one for each cell. */
export function drawMatrix(mark: HeatmapMark, place: MatrixPlace): string {
  const { low, high, stops } = matrixColors(mark);
  const rows = place.y.length - 1;
  const columns = place.x.length - 1;
  const step = Math.ceil(Math.max(rows, columns) / maxCells);
  const paths = new Map<number, string>();
  for (let row = 0; row < rows; row += step) {
    for (let column = 0; column < columns; column += step) {
      const value = mark.z[row]![column]!;
      if (!Number.isFinite(value)) continue;
      const [left, top] = [place.x[column]!, place.y[row]!];
      const width = place.x[Math.min(column + step, columns)]! - left;
      const height = place.y[Math.min(row + step, rows)]! - top;
      const cell = `M${short(left)} ${short(top)}h${short(width)}v${short(height)}h${short(-width)}z`;
      const shade = high > low ? Math.round(((value - low) / (high - low)) * (shadeCount - 1)) : 0;
      paths.set(shade, (paths.get(shade) ?? "") + cell);
    }
  }
  const layers = [...paths].map(
    ([shade, path]) => `<path fill="${colorAt(stops, shade / (shadeCount - 1))}" d="${path}"/>`,
  );
  return `<g shape-rendering="crispEdges">${layers.join("")}</g>`;
}

function short(pixels: number): string {
  return String(Math.round(pixels * 100) / 100);
}

/** The scale of a matrix's colours: a bar with its least and greatest value and what they tell. */
export function drawColorBar(
  mark: HeatmapMark,
  box: { readonly x: number; readonly top: number; readonly bottom: number },
): string {
  const colors = matrixColors(mark);
  const { x, top, bottom } = box;
  const ticks = [
    [colors.high, top],
    [(colors.high + colors.low) / 2, (top + bottom) / 2],
    [colors.low, bottom],
  ] as const;
  const labels = ticks.map(
    ([value, y]) =>
      `<text x="${x + 18}" y="${y}" dy=".32em">${Number(value.toPrecision(2))}</text>`,
  );
  const title = `<text x="${x}" y="${top - 12}">${escapeMarkup(mark.label)}</text>`;
  return `<g>${colorSteps(colors, box)}${labels.join("")}${title}</g>`;
}

/** Plain rectangles: gradients need an id, which must be unique on the whole page. */
function colorSteps(
  { stops }: MatrixColors,
  { x, top, bottom }: { readonly x: number; readonly top: number; readonly bottom: number },
): string {
  const height = (bottom - top) / shadeCount;
  const steps = Array.from({ length: shadeCount }, (_, i) => {
    const y = short(bottom - (i + 1) * height);
    const color = colorAt(stops, i / (shadeCount - 1));
    return `<rect x="${x}" y="${y}" width="12" height="${short(height + 0.5)}" fill="${color}"/>`;
  });
  return steps.join("");
}
