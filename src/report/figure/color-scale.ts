import type { HeatmapMark } from "./marks.ts";
import type { ColorScale } from "./options.ts";

/** Colours at even distances, from low to high. */
const stops: Readonly<Record<ColorScale, readonly string[]>> = {
  viridis: [
    "#440154",
    "#472d7b",
    "#3b528b",
    "#2c728e",
    "#21918c",
    "#28ae80",
    "#5ec962",
    "#addc30",
    "#fde725",
  ],
  greys: ["#000000", "#ffffff"],
  blues: ["#f7fbff", "#c6dbef", "#6baed6", "#2171b5", "#08306b"],
  slate: ["#ffffff", "#e3e8ee", "#c6cfda", "#a3b0c2"],
  diverging: ["#2166ac", "#92c5de", "#f7f7f7", "#f4a582", "#b2182b"],
};

/** The colours of a matrix and the values of the first and the last of them. */
export interface MatrixColors {
  readonly stops: readonly string[];
  readonly low: number;
  readonly high: number;
}

/** The colours of a scale, from low to high. */
export function scaleStops(scale: ColorScale): readonly string[] {
  return stops[scale];
}

/**
 * How the values of a matrix map to colours: over the given range, else from least to greatest, or
 * symmetric about zero.
 */
export function matrixColors({ z, scale, range }: HeatmapMark): MatrixColors {
  if (range !== undefined) return { stops: stops[scale], low: range[0], high: range[1] };
  const finite = z.flat().filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const bounds = finite.length === 0 ? { low: 0, high: 1 } : { low, high };
  if (scale !== "diverging") return { stops: stops[scale], ...bounds };
  const reach = Math.max(Math.abs(bounds.low), Math.abs(bounds.high));
  return { stops: stops[scale], low: -reach, high: reach };
}

/** The colour at `share`, 0 to 1, of the way through the stops, as `#rrggbb`. */
export function colorAt(stops: readonly string[], share: number): string {
  const place = share * (stops.length - 1);
  const before = Math.min(Math.floor(place), stops.length - 2);
  const [from, to] = [channels(stops[before]!), channels(stops[before + 1]!)];
  const mixed = from.map((value, i) => Math.round(value + (to[i]! - value) * (place - before)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** Whether dark text reads on a `#rrggbb` colour. */
export function isLight(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = channels(color);
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140; // luma of ITU-R BT.601
}

function channels(color: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}
