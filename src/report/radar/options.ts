import type { Numbers } from "../figure/options.ts";

/** One closed curve of a radar plot. */
export interface RadarSeries {
  /** Name in the legend. */
  readonly name: string;
  /** One for each axis, within `[0, max]`; NaN leaves a gap. */
  readonly values: Numbers;
  /** Lower ends of the intervals around the values, one for each axis; what is below 0 is cut off. */
  readonly low?: Numbers;
  /** Upper ends, given when `low` is; what is above `max` is cut off. */
  readonly high?: Numbers;
  /** A CSS colour. Default: the next of the palette. */
  readonly color?: string;
}

/** A radar plot as a whole. */
export interface RadarOptions {
  /** Names of the axes, clockwise from the top: at least three, all different. */
  readonly axes: readonly string[];
  /** In drawing order: a later curve lies above, in shorter dashes. */
  readonly series: readonly RadarSeries[];
  /** Value at the rim, > 0. Default: 1. */
  readonly max?: number;
  /** Value that guessing reaches, within `[0, max]`, drawn as a dashed ring. */
  readonly chance?: number;
  readonly title?: string;
  /** In CSS pixels. Default: 380. */
  readonly width?: number;
  /** In CSS pixels. Default: 400. */
  readonly height?: number;
}
