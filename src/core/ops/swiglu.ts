import { tf } from "../engine.ts";
import { ShapeError } from "../errors.ts";

/**
 * `gate * sigmoid(gate) * up`, elementwise: the activation of a gated feed-forward layer.
 *
 * Differentiable once, in both arguments; what the gradient needs is computed again from them.
 *
 * @param gate - `[N, F]`, float32.
 * @param up - `[N, F]`, float32.
 * @returns `[N, F]`.
 * @throws {ShapeError} If the shapes differ.
 * @see Shazeer 2020, equation 6.
 */
export function swiglu(gate: tf.Tensor2D, up: tf.Tensor2D): tf.Tensor2D {
  if (!tf.util.arraysEqual(gate.shape, up.shape)) {
    throw new ShapeError("swiglu: up", { expected: gate.shape, actual: up.shape });
  }
  return tf.tidy(() => gate.mul(tf.sigmoid(gate)).mul<tf.Tensor2D>(up));
}
