import { tf } from "../engine.ts";

/**
 * Linear map of each row, `x weight^T`. Differentiable in both arguments.
 *
 * @param x - `[N, in]`, float32.
 * @param weight - `[out, in]`, float32.
 * @returns `[N, out]`.
 */
export function linear(x: tf.Tensor2D, weight: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(x, weight, false, true);
}
