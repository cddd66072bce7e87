import { tf } from "./engine.ts";
import { ConfigError, NumericsError } from "./errors.ts";

/** Bounds of a number: `above` and `below` are excluded, `min` and `max` included. */
export interface NumberRange {
  readonly above?: number;
  readonly min?: number;
  readonly below?: number;
  readonly max?: number;
  readonly integer?: boolean;
}

/**
 * Fails when a tensor holds NaN or an infinity. Reads one number to the host.
 *
 * @param value - Tensor of any shape, or a number.
 * @param name - What the value is, for the message: `"loss"`, `"conv1/kernel gradient"`.
 * @param step - Training step, from 0, if there is one.
 * @throws {NumericsError} With the name and the step.
 */
export function assertFinite(value: tf.Tensor | number, name: string, step?: number): void {
  const finite =
    typeof value === "number"
      ? Number.isFinite(value)
      : tf.tidy(() => tf.all(tf.isFinite(value)).dataSync()[0] === 1);
  if (finite) return;
  const found = typeof value === "number" ? String(value) : "NaN or infinity";
  const where = step === undefined ? "" : ` at step ${step}`;
  throw new NumericsError(
    `assertFinite: ${name} must be finite${where}, got ${found}. Try a smaller learning rate, or look for log(0) and 0/0 in the loss.`,
    { tensor: name, step },
  );
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
