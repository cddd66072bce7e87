import { numberText } from "./number-text.ts";

/** What is told of many numbers at once; the first four over the finite ones. */
interface Statistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Standard deviation of the population. */
  readonly std: number;
  readonly nanCount: number;
  readonly infinityCount: number;
}

/** Statistics of `values`; undefined when none of them is a number. */
function computeStatistics(values: ArrayLike<number>): Statistics | undefined {
  if (values.length === 0) return undefined;
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [sum, finite, nanCount] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) nanCount++;
    else if (Number.isFinite(value)) {
      finite++;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  const mean = sum / finite;
  // A second pass: the difference of squares loses all digits when the mean is large.
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isFinite(value)) squares += (value - mean) ** 2;
  }
  const infinityCount = values.length - finite - nanCount;
  return { min, max, mean, std: Math.sqrt(squares / finite), nanCount, infinityCount };
}

/** Statistics as name and text, in the order to show them; what is not there is left out. */
export function describeStatistics(values: ArrayLike<number>): readonly [string, string][] {
  const statistics = computeStatistics(values);
  if (statistics === undefined) return [];
  const { min, max, mean, std, nanCount, infinityCount } = statistics;
  const rows: [string, string][] = [];
  if (Number.isFinite(min)) {
    const moments = { min, max, mean, std };
    rows.push(...Object.entries(moments).map(([k, v]): [string, string] => [k, numberText(v)]));
  }
  if (nanCount > 0) rows.push(["NaN", String(nanCount)]);
  if (infinityCount > 0) rows.push(["Inf", String(infinityCount)]);
  return rows;
}
