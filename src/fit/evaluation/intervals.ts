import { requireInRange } from "../../core/index.ts";

/** A 95 % confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** 97.5 % quantile of the normal distribution. */
const NORMAL_QUANTILE = 1.959963984540054;

/**
 * Wilson's 95 % interval of a share: for one run, whose uncertainty is that of the texts drawn.
 *
 * @param share - Observed share, in [0, 1].
 * @param count - Number of texts, >= 1.
 * @throws {ConfigError} If an argument is outside its range.
 * @see Wilson 1927, "Probable inference, the law of succession, and statistical inference".
 */
export function wilsonInterval(share: number, count: number): Interval {
  requireInRange("wilsonInterval: share", share, { min: 0, max: 1 });
  requireInRange("wilsonInterval: count", count, { min: 1 });
  const squared = NORMAL_QUANTILE ** 2;
  const centre = (share + squared / (2 * count)) / (1 + squared / count);
  const spread = Math.sqrt((share * (1 - share)) / count + squared / (4 * count ** 2));
  const half = (NORMAL_QUANTILE * spread) / (1 + squared / count);
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/**
 * Student's 95 % interval of a mean over seeds, `mean +- t s / sqrt(n)`.
 *
 * @param values - One for each seed, at least two.
 * @returns It may reach beyond the range of the values.
 * @throws {ConfigError} If there are fewer than two values.
 */
export function tInterval(values: readonly number[]): Interval {
  const count = values.length;
  requireInRange("tInterval: number of values", count, { min: 2 });
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  const half = tQuantile(count - 1) * Math.sqrt(variance / count);
  return { low: mean - half, high: mean + half };
}

/** 97.5 % quantiles of Student's distribution for 1 to 10 degrees of freedom. */
const smallQuantiles = [
  12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157,
  2.228139,
];

function tQuantile(degrees: number): number {
  const listed = smallQuantiles[degrees - 1];
  if (listed !== undefined) return listed;
  // Expansion around the normal quantile (Abramowitz and Stegun 26.7.5): 1e-5 off at 11 degrees.
  const z = NORMAL_QUANTILE;
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  const fourth = (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160;
  return z + first / degrees + second / degrees ** 2 + third / degrees ** 3 + fourth / degrees ** 4;
}
