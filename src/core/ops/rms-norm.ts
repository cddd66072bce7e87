import { tf } from "../engine.ts";
import { ShapeError } from "../errors.ts";
import { requireInRange } from "../ranges.ts";

/**
 * RMS normalisation of each row: `x / sqrt(mean(x^2) + epsilon) * weight`.
 *
 * Differentiable once, in `x` and `weight`.
 *
 * @param x - `[N, D]`, float32.
 * @param weight - `[D]`.
 * @param epsilon - Added to the mean square, > 0.
 * @returns Like `x`.
 * @throws {ShapeError} If the weight does not fit.
 * @throws {ConfigError} If `epsilon` is not positive.
 * @see Zhang and Sennrich 2019, equation 4.
 */
export function rmsNorm(x: tf.Tensor2D, weight: tf.Tensor1D, epsilon: number): tf.Tensor2D {
  requireInRange("rmsNorm: epsilon", epsilon, { above: 0 });
  if (weight.rank !== 1 || weight.shape[0] !== x.shape[1]) {
    throw new ShapeError("rmsNorm: weight", { expected: [x.shape[1]], actual: weight.shape });
  }
  return normalizePlainly(x, weight, epsilon);
}

function normalizePlainly(x: tf.Tensor2D, weight: tf.Tensor1D, epsilon: number): tf.Tensor2D {
  return tf.tidy(() => {
    const meanSquare = x.square().mean(1, true); // [N, 1]
    return x.mul(meanSquare.add(epsilon).rsqrt()).mul<tf.Tensor2D>(weight);
  });
}
