// The index of core would load the tensor engine.
import { ConfigError } from "../../core/errors.ts";
import type { ContourMark } from "./contour-mark.ts";
import type {
  BarOptions,
  ColorScale,
  HeatmapOptions,
  HistogramOptions,
  LineOptions,
  Numbers,
  Places,
  ScatterOptions,
  SeriesOptions,
} from "./options.ts";

/** A place on an axis. */
export type Place = number | string;

interface Series {
  /** Empty: not in the legend. */
  readonly name: string;
  readonly color: string;
}

interface Points extends Series {
  readonly x: Place[];
  readonly y: number[];
}

/** How far error bars reach below and above their values. */
export interface ErrorBars {
  readonly below: readonly number[];
  readonly above: readonly number[];
}

/** A parsed line. */
export interface LineMark extends Points {
  readonly kind: "line";
  readonly band: { readonly low: number[]; readonly high: number[] } | undefined;
  readonly shade: number;
  readonly dashed: boolean;
  readonly points: boolean;
}

/** Parsed points. */
export interface ScatterMark extends Points {
  readonly kind: "scatter";
  readonly error: ErrorBars | undefined;
  readonly size: number;
}

/** Parsed bars. */
export interface BarMark extends Points {
  readonly kind: "bar";
  readonly error: ErrorBars | undefined;
}

/** A parsed histogram: `counts[i]` values lie in `[start + i * width, start + (i + 1) * width)`. */
export interface HistogramMark extends Series {
  readonly kind: "histogram";
  readonly start: number;
  readonly width: number;
  readonly counts: readonly number[];
}

/** A parsed matrix; `z[row][column]`. */
export interface HeatmapMark {
  readonly kind: "heatmap";
  readonly x: readonly Place[];
  readonly y: readonly Place[];
  readonly z: readonly (readonly number[])[];
  readonly scale: ColorScale;
  readonly label: string;
  readonly fromTop: boolean;
  readonly text: readonly (readonly string[])[] | undefined;
  readonly range: readonly [low: number, high: number] | undefined;
  /** Cells as high as wide, and no axes. */
  readonly isImage: boolean;
}

/** One layer of a figure, checked and complete: what both renderers draw. */
export type Mark = LineMark | ScatterMark | BarMark | HistogramMark | HeatmapMark | ContourMark;

/** Colours of the series in turn, told apart also by the colour-blind (Okabe and Ito 2008). */
export const palette: readonly string[] = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#555555",
];

/** The colour of the series at `index`. */
function seriesColor(index: number): string {
  return palette[index % palette.length] ?? "";
}

/** Parses a line; `index` counts the series before it. */
export function lineMark(options: LineOptions, index: number): LineMark {
  const points = parsePoints("line", options, index);
  const { band, shade = 0.2, dashed = false, points: hasPoints = false } = options;
  const edges = band === undefined ? undefined : parseBand(band, points.y);
  return { kind: "line", ...points, band: edges, shade, dashed, points: hasPoints };
}

/** Parses points; `index` counts the series before them. */
export function scatterMark(options: ScatterOptions, index: number): ScatterMark {
  const points = parsePoints("scatter", options, index);
  const error = parseError("scatter", options.error, points.y);
  return { kind: "scatter", ...points, error, size: options.size ?? 6 };
}

/** Parses bars; `index` counts the series before them. */
export function barMark(options: BarOptions, index: number): BarMark {
  const points = parsePoints("bar", options, index);
  return { kind: "bar", ...points, error: parseError("bar", options.error, points.y) };
}

/** Parses a matrix. */
export function heatmapMark(options: HeatmapOptions, isImage = false): HeatmapMark {
  const z = Array.from(options.z, (row) => Array.from(row));
  const columns = z[0]?.length ?? 0;
  const ragged = z.findIndex((row) => row.length !== columns);
  if (ragged >= 0) requireLength(`heatmap: row ${ragged} of z`, z[ragged]!.length, columns);
  const x = options.x === undefined ? indices(columns) : Array.from(options.x);
  const y = options.y === undefined ? indices(z.length) : Array.from(options.y);
  requireLength("heatmap: x", x.length, columns);
  requireLength("heatmap: y", y.length, z.length);
  const { scale = "viridis", label = "", fromTop = false, range } = options;
  const text = options.text && Array.from(options.text, (row) => Array.from(row));
  if (text !== undefined) requireLength("heatmap: text", text.length, z.length);
  return { kind: "heatmap", x, y, z, scale, label, fromTop, text, range, isImage };
}

/** Counts values into intervals; `index` counts the series before it. */
export function histogramMark(options: HistogramOptions, index: number): HistogramMark {
  const { bins = 30 } = options;
  if (!(bins >= 1)) throw new ConfigError(`histogram: bins must be >= 1, got ${bins}`);
  const values = Array.from(options.values).filter(Number.isFinite);
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const width = roundWidth(max > min ? (max - min) / bins : 1);
  const start = values.length === 0 ? 0 : Math.floor(min / width) * width;
  const length = values.length === 0 ? 0 : Math.floor((max - start) / width) + 1;
  const counts = new Array<number>(length).fill(0);
  for (const value of values) {
    // Rounding may put the greatest value just past the last interval.
    const bin = Math.min(length - 1, Math.floor((value - start) / width));
    counts[bin]! += 1;
  }
  return { kind: "histogram", ...parseSeries(options, index), start, width, counts };
}

/** The next of 1, 2, 2.5, 5 times a power of ten that is not less than `width`. */
function roundWidth(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  const factor = [1, 2, 2.5, 5].find((step) => step * power >= width) ?? 10;
  return factor * power;
}

function parsePoints(
  mark: string,
  options: SeriesOptions & { readonly x?: Places; readonly y: Numbers },
  index: number,
): Points {
  const y = Array.from(options.y);
  const x = options.x === undefined ? indices(y.length) : Array.from(options.x);
  requireLength(`${mark}: x`, x.length, y.length);
  return { ...parseSeries(options, index), x, y };
}

function parseSeries({ name = "", color }: SeriesOptions, index: number): Series {
  return { name, color: color ?? seriesColor(index) };
}

function parseBand(band: NonNullable<LineOptions["band"]>, y: readonly number[]) {
  const isEdges = "low" in band;
  const low = isEdges ? Array.from(band.low) : y.map((value, i) => value - (band[i] ?? Number.NaN));
  const high = isEdges
    ? Array.from(band.high)
    : y.map((value, i) => value + (band[i] ?? Number.NaN));
  requireLength("line: band", isEdges ? low.length : band.length, y.length);
  requireLength("line: band.high", high.length, y.length);
  return { low, high };
}

function parseError(
  mark: string,
  error: BarOptions["error"],
  y: readonly number[],
): ErrorBars | undefined {
  if (error === undefined) return undefined;
  if (!("low" in error)) {
    requireLength(`${mark}: error`, error.length, y.length);
    return { below: Array.from(error), above: Array.from(error) };
  }
  requireLength(`${mark}: error.low`, error.low.length, y.length);
  requireLength(`${mark}: error.high`, error.high.length, y.length);
  const below = y.map((value, i) => value - error.low[i]!);
  const above = y.map((value, i) => error.high[i]! - value);
  // An interval that ends at its value may miss it by the rounding.
  const outside = y.findIndex((value, i) => {
    const rounding = 1e-9 * Math.max(1, Math.abs(value));
    return below[i]! < -rounding || above[i]! < -rounding;
  });
  if (outside >= 0) {
    throw new ConfigError(
      `${mark}: error must hold each value between low and high, got ${y[outside]} in ${error.low[outside]} to ${error.high[outside]}`,
    );
  }
  return { below, above };
}

/** 0, 1, 2, ... */
export function indices(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

/** @throws {ConfigError} If the lengths differ. */
export function requireLength(subject: string, actual: number, expected: number): void {
  if (actual !== expected) {
    throw new ConfigError(
      `${subject} must have ${expected} entries, one for each value, got ${actual}`,
    );
  }
}
