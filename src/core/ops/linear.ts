import { ownKernels, tf } from "../engine.ts";
import { ShapeError } from "../errors.ts";
import { runNative } from "./native.ts";

/** Up to so many rows our own product, which reads the weight once, is faster than TensorFlow's. */
const FEW_ROWS = 8;

/**
 * Linear map of each row, `x weight^T`. Differentiable in both arguments.
 *
 * @param x - `[N, in]`, float32.
 * @param weight - `[out, in]`, float32.
 * @returns `[N, out]`.
 * @throws {ShapeError} If the weight does not fit.
 */
export function linear(x: tf.Tensor2D, weight: tf.Tensor2D): tf.Tensor2D {
  if (weight.rank !== 2 || weight.shape[1] !== x.shape[1]) {
    throw new ShapeError("linear: weight", { expected: ["out", x.shape[1]], actual: weight.shape });
  }
  const backend = ownKernels();
  const isDifferentiated = tf.engine().state.gradientDepth > 0;
  if (backend === undefined || x.shape[0] > FEW_ROWS || isDifferentiated) {
    return tf.matMul(x, weight, false, true);
  }
  return runNative(backend, { name: "TriptychLinear", inputs: [x, weight], attributes: {} });
}
