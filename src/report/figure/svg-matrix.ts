import { escapeMarkup } from "../../core/markup.ts";
import { colorAt, isLight, matrixColors } from "./color-scale.ts";
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
  return `<g shape-rendering="crispEdges">${layers.join("")}</g>${drawCellTexts(mark, place)}`;
}

/** What is written in the cells, dark on light colours and light on dark ones. */
function drawCellTexts(mark: HeatmapMark, { x, y }: MatrixPlace): string {
  const { low, high, stops } = matrixColors(mark);
  const texts = (mark.text ?? []).flatMap((row, r) =>
    row.map((text, c) => {
      const value = mark.z[r]?.[c] ?? Number.NaN;
      const share = high > low ? Math.min(Math.max((value - low) / (high - low), 0), 1) : 0;
      const ink = Number.isFinite(value) && !isLight(colorAt(stops, share)) ? "white" : "#222";
      const [left, right, top, bottom] = [x[c]!, x[c + 1]!, y[r]!, y[r + 1]!];
      return `<text x="${short((left + right) / 2)}" y="${short((top + bottom) / 2)}" dy=".35em" fill="${ink}">${escapeMarkup(text)}</text>`;
    }),
  );
  return texts.length === 0 ? "" : `<g text-anchor="middle">${texts.join("")}</g>`;
}

function short(pixels: number): string {
  return String(Math.round(pixels * 100) / 100);
}

/** What a bar of colours tells. */
export interface ColorBar {
  readonly stops: readonly string[];
  /** Values of the first colour, the middle and the last. */
  readonly ticks: readonly [low: number, middle: number, high: number];
  readonly label: string;
}

/** The bar of a matrix's colours. */
export function matrixColorBar(mark: HeatmapMark): ColorBar {
  const { stops, low, high } = matrixColors(mark);
  return { stops, ticks: [low, (low + high) / 2, high], label: mark.label };
}

/** The scale of the colours: a bar with its least and greatest value and what they tell. */
export function drawColorBar(
  { stops, ticks, label }: ColorBar,
  box: { readonly x: number; readonly top: number; readonly bottom: number },
): string {
  const { x, top, bottom } = box;
  const places = [bottom, (top + bottom) / 2, top];
  const labels = ticks.map(
    (value, i) =>
      `<text x="${x + 18}" y="${places[i]}" dy=".32em">${Number(value.toPrecision(2))}</text>`,
  );
  const title = `<text x="${x}" y="${top - 12}">${escapeMarkup(label)}</text>`;
  return `<g>${colorSteps(stops, box)}${labels.join("")}${title}</g>`;
}

/** Plain rectangles: gradients need an id, which must be unique on the whole page. */
function colorSteps(
  stops: readonly string[],
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
