import { asksForSpurious, type FocusType } from "../instructions.ts";
import { type Association, labelGivenSpurious } from "../sampling/association.ts";

/**
 * How often the spurious feature's answer is the label on a split: `rho' = P(Y = y_s)`, with `y_s` by
 * the training map while the split may be drawn by another.
 *
 * @param association - Of the split.
 * @param labelOf - `s -> y_s` of training.
 */
export function agreement(
  association: Association,
  labelOf: Readonly<Record<string, string>>,
): number {
  const values = Object.keys(association.labelOf);
  const rates = values.map((value) => labelGivenSpurious(association, labelOf[value] ?? "", value));
  return rates.reduce((sum, rate) => sum + rate, 0) / values.length;
}

/** A split and a model that answers by one feature whatever it is told. */
export interface OracleOptions {
  /** `rho'` of the split, from {@link agreement}. */
  readonly agreement: number;
  /** `N`. */
  readonly numLabels: number;
  /** Its accuracy `a` in reading its feature; it errs evenly over the other labels. Default 1. */
  readonly accuracy?: number;
}

/**
 * Focus accuracy, in closed form, of a model that always answers by one feature: `a` where the
 * instruction asks for that feature, else `rho' a + (1 - rho') (1 - a) / (N - 1)`. What tuning on true
 * labels can reach at best.
 *
 * @param follows - `core` always answers `y`, `spurious` always `y_s`.
 */
export function oracleAccuracy(
  follows: "core" | "spurious",
  type: FocusType,
  { agreement: rate, numLabels, accuracy = 1 }: OracleOptions,
): number {
  if (asksForSpurious(type) === (follows === "spurious")) return accuracy;
  return rate * accuracy + ((1 - rate) * (1 - accuracy)) / (numLabels - 1);
}
