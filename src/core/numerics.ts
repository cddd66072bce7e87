import { tf } from "./engine.ts";
import { NumericsError } from "./errors.ts";

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
