import { requireInRange } from "../../core/ranges.ts";

/** The two numbers that make sugar blocks sharp. */
export interface Constants {
  /** `mu`: how steep a step is; it rises from 0 to 1 over `1 / mu`. > 0. */
  readonly stepScale: number;
  /** `L`: what a conditional takes off a branch to silence it; at least the largest value selected. */
  readonly largeConstant: number;
}

/**
 * Constants that are known to work. `paper`: those of Petrov et al.; neither is a power of two, so a
 * step is 1 only up to rounding, and `L` makes that visible. `dyadic`: powers of two near them, with
 * which programs of integers are exact in float64. `small`: exact in float32 as well, for values up
 * to 1024.
 *
 * @see Petrov et al. 2024 (LSRL), appendix A for `paper`; the others are ours.
 */
export const presets = {
  paper: { stepScale: 1000, largeConstant: 1e10 },
  dyadic: { stepScale: 1024, largeConstant: 2 ** 33 },
  small: { stepScale: 64, largeConstant: 2 ** 10 },
} as const satisfies Readonly<Record<string, Constants>>;

/** The name of a preset. */
export type PresetName = keyof typeof presets;

/** Options of blocks made of steps. */
export interface StepOptions {
  /** See {@link Constants.stepScale}. Default: 1000, as in the paper. */
  readonly stepScale?: number;
}

/** Options of blocks that silence a value. */
export interface SelectOptions {
  /** See {@link Constants.largeConstant}. Default: 1e10, as in the paper. */
  readonly largeConstant?: number;
}

/** The step scale to use. @throws {ConfigError} Unless it is > 0 and finite. */
export function readStepScale(
  block: string,
  { stepScale = presets.paper.stepScale }: StepOptions,
): number {
  requireInRange(`${block}: stepScale`, stepScale, { above: 0, below: Number.POSITIVE_INFINITY });
  return stepScale;
}

/** The large constant to use. @throws {ConfigError} Unless it is > 0 and finite. */
export function readLargeConstant(
  block: string,
  { largeConstant = presets.paper.largeConstant }: SelectOptions,
): number {
  requireInRange(`${block}: largeConstant`, largeConstant, {
    above: 0,
    below: Number.POSITIVE_INFINITY,
  });
  return largeConstant;
}
