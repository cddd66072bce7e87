import { ConfigError } from "./errors.ts";

/** Bounds of a number: `above` and `below` are excluded, `min` and `max` included. */
export interface NumberRange {
  readonly above?: number;
  readonly min?: number;
  readonly below?: number;
  readonly max?: number;
  readonly integer?: boolean;
}

/**
 * Fails when an option is outside its range.
 *
 * @param subject - Function and option, e.g. `"sgd: momentum"`.
 * @param value - The value given; NaN is always refused.
 * @param range - What is allowed.
 * @throws {ConfigError} `<subject> must be <range>, got <value>`.
 */
export function requireInRange(subject: string, value: number, range: NumberRange): void {
  const { above, min, below, max, integer = false } = range;
  const inside =
    !Number.isNaN(value) &&
    (above === undefined || value > above) &&
    (min === undefined || value >= min) &&
    (below === undefined || value < below) &&
    (max === undefined || value <= max) &&
    (!integer || Number.isInteger(value));
  if (inside) return;
  const bounds = [
    above === undefined ? [] : [`> ${above}`],
    min === undefined ? [] : [`>= ${min}`],
    below === undefined ? [] : [`< ${below}`],
    max === undefined ? [] : [`<= ${max}`],
  ].flat();
  const kind = integer ? "an integer " : "";
  throw new ConfigError(`${subject} must be ${kind}${bounds.join(" and ")}, got ${value}`);
}
