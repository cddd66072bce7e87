import { ownKernels, tf } from "../engine.ts";
import { ShapeError } from "../errors.ts";
import { requireInRange } from "../ranges.ts";
import { withGradient } from "./custom-gradient.ts";
import { type NativeBackend, runNative, runNativeOutputs } from "./native.ts";

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
  const backend = ownKernels();
  if (backend === undefined) return normalizePlainly(x, weight, epsilon);
  return normalizeByRows(backend, x, weight, epsilon);
}

function normalizeByRows(
  backend: NativeBackend,
  x: tf.Tensor2D,
  weight: tf.Tensor1D,
  epsilon: number,
): tf.Tensor2D {
  return withGradient<tf.Tensor2D>([x, weight], (save) => {
    const [value, inverse] = runNativeOutputs<[tf.Tensor2D, tf.Tensor1D]>(
      backend,
      { name: "TriptychRmsNorm", inputs: [x, weight], attributes: { floats: { epsilon } } },
      2,
    ); // [N, D], [N]
    save([x, weight, inverse]);
    const derive = (name: string, inputs: readonly tf.Tensor[]) =>
      runNative(backend, { name, inputs, attributes: {} });
    return {
      value,
      // Two operations: a graph leaves out the one whose gradient nobody asks for.
      gradFunc: (dy, [savedX, savedWeight, savedInverse]) => [
        derive("TriptychRmsNormGrad", [savedX!, savedWeight!, savedInverse!, dy]),
        derive("TriptychRmsNormWeightGrad", [savedX!, savedInverse!, dy]),
      ],
    };
  });
}

function normalizePlainly(x: tf.Tensor2D, weight: tf.Tensor1D, epsilon: number): tf.Tensor2D {
  return tf.tidy(() => {
    const meanSquare = x.square().mean(1, true); // [N, 1]
    return x.mul(meanSquare.add(epsilon).rsqrt()).mul<tf.Tensor2D>(weight);
  });
}
