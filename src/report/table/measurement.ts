// The index of core would load the tensor engine.
import { ConfigError } from "../../core/errors.ts";

/** A mean with its spread: reads as `0.913 ± 0.012`. */
export class Measurement {
  readonly mean: number;
  /** Sample standard deviation, 0 for a single value. */
  readonly std: number;
  /** Number of values. */
  readonly count: number;

  /** Called by {@link meanStd}. */
  constructor(mean: number, std: number, count: number) {
    this.mean = mean;
    this.std = std;
    this.count = count;
  }

  /** Two significant digits of the deviation, and the mean to the same place. */
  toString(): string {
    const { mean, std } = this;
    if (!(std > 0) || !Number.isFinite(std)) return String(Number(mean.toPrecision(4)));
    const digits = Math.min(10, Math.max(0, 1 - Math.floor(Math.log10(std))));
    return `${mean.toFixed(digits)} ± ${std.toFixed(digits)}`;
  }

  /** As text also inside other values that Node shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/**
 * Mean and sample standard deviation (divided by n - 1) of repeated results, for a table cell.
 *
 * @param values - E.g. the accuracy of each seed; at least one.
 * @throws {ConfigError} If there are no values.
 */
export function meanStd(values: ArrayLike<number>): Measurement {
  const list = Array.from(values);
  const count = list.length;
  if (count === 0) throw new ConfigError("meanStd: values must not be empty, got []");
  const mean = list.reduce((a, b) => a + b, 0) / count;
  const squares = list.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const std = count === 1 ? 0 : Math.sqrt(squares / (count - 1));
  return new Measurement(mean, std, count);
}
