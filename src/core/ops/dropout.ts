import { tf } from "../engine.ts";
import { requireInRange } from "../ranges.ts";
import type { DeviceRandom } from "./device-random.ts";

/**
 * Sets each value to 0 with probability `rate` and divides the others by `1 - rate`, so that the
 * mean is kept. For training: leave it out in evaluation. Differentiable in `x`.
 *
 * @param x - float32, any shape.
 * @param rate - Probability in `[0, 1)`; 0 draws nothing.
 * @param random - Stream that makes one draw.
 * @returns Like `x`.
 * @throws {ConfigError} If `rate` is outside its range.
 */
export function dropout<R extends tf.Rank>(
  x: tf.Tensor<R>,
  rate: number,
  random: DeviceRandom,
): tf.Tensor<R> {
  requireInRange("dropout: rate", rate, { min: 0, below: 1 });
  if (rate === 0) return tf.clone(x);
  return tf.tidy(() => {
    const kept = tf.greaterEqual(random.uniform<R>(x.shape), rate);
    return x.mul<tf.Tensor<R>>(kept.cast("float32").mul(1 / (1 - rate)));
  });
}
