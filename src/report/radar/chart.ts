// The index of core would load the tensor engine.
import { ConfigError } from "../../core/errors.ts";
import { requireInRange } from "../../core/ranges.ts";
import { palette, requireLength } from "../figure/marks.ts";
import type { Numbers } from "../figure/options.ts";
import { type CurveStyle, curveStyle } from "./curve-style.ts";
import type { RadarOptions, RadarSeries } from "./options.ts";

/** A radar plot, checked and complete: what both renderers draw. */
export interface RadarChart {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly axes: readonly string[];
  readonly max: number;
  readonly chance: number | undefined;
  readonly curves: readonly RadarCurve[];
}

/** A parsed series. */
export interface RadarCurve {
  readonly name: string;
  readonly color: string;
  readonly values: readonly number[];
  /** Ends of the intervals, not cut off. */
  readonly band: { readonly low: readonly number[]; readonly high: readonly number[] } | undefined;
  readonly style: CurveStyle;
}

/** Parses a radar plot. @throws {ConfigError} If lengths differ or a value is out of range. */
export function radarChart(options: RadarOptions): RadarChart {
  const { axes, max = 1, chance, title = "", width = 380, height = 400 } = options;
  if (axes.length < 3 || new Set(axes).size < axes.length) {
    throw new ConfigError(
      `radar: axes must be at least three different names, got ${JSON.stringify(axes)}`,
    );
  }
  requireInRange("radar: max", max, { above: 0 });
  if (chance !== undefined) requireInRange("radar: chance", chance, { min: 0, max });
  const curves = options.series.map((series, i) => ({
    name: series.name,
    color: series.color ?? palette[i % palette.length]!,
    values: parseValues(series, axes, max),
    band: parseBand(series, axes.length),
    style: curveStyle(i, options.series.length),
  }));
  return { title, width, height, axes, max, chance, curves };
}

function parseValues({ name, values }: RadarSeries, axes: readonly string[], max: number) {
  requireLength(`radar: values of "${name}"`, values.length, axes.length);
  const outside = Array.from(values).findIndex((value) => value < 0 || value > max);
  if (outside >= 0) {
    throw new ConfigError(
      `radar: values of "${name}" must be >= 0 and <= ${max}, got ${values[outside]} at "${axes[outside]}". For another value at the rim give max.`,
    );
  }
  return Array.from(values);
}

function parseBand({ name, low, high }: RadarSeries, length: number) {
  if (low === undefined && high === undefined) return undefined;
  const parse = (side: string, ends: Numbers = []) => {
    requireLength(`radar: ${side} of "${name}"`, ends.length, length);
    return Array.from(ends);
  };
  return { low: parse("low", low), high: parse("high", high) };
}

/** The interval at an axis as far as it is on the plot; undefined where there is none. */
export function shownInterval(
  { max }: RadarChart,
  { band }: RadarCurve,
  axis: number,
): readonly [low: number, high: number] | undefined {
  const [low, high] = [band?.low[axis] ?? Number.NaN, band?.high[axis] ?? Number.NaN];
  if (!Number.isFinite(low) || !Number.isFinite(high)) return undefined;
  return [Math.min(Math.max(low, 0), max), Math.min(Math.max(high, 0), max)];
}

/** Values at which rings stand, the rim last. */
export function ringValues({ max }: RadarChart): readonly number[] {
  return [0.25, 0.5, 0.75, 1].map((share) => share * max);
}

/** A ring's value in short. */
export function ringText(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** A value with as many decimals as tell apart what a plot can show. */
export function valueText({ max }: RadarChart, value: number): string {
  return value.toFixed(max >= 10 ? 1 : 3);
}

/** A value and its interval in words: `0.912 [0.890, 0.931]`. */
export function describeValue(chart: RadarChart, curve: RadarCurve, axis: number): string {
  const text = (value: number) => valueText(chart, value);
  const { band } = curve;
  const value = text(curve.values[axis]!);
  return band === undefined
    ? value
    : `${value} [${text(band.low[axis]!)}, ${text(band.high[axis]!)}]`;
}
