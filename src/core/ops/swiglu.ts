import { ownKernels, tf } from "../engine.ts";
import { ShapeError } from "../errors.ts";
import { withGradient } from "./custom-gradient.ts";
import { runNative, runNativeOutputs } from "./native.ts";

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
  const backend = ownKernels();
  if (backend === undefined) {
    return tf.tidy(() => gate.mul(tf.sigmoid(gate)).mul<tf.Tensor2D>(up));
  }
  return withGradient<tf.Tensor2D>([gate, up], (save) => {
    save([gate, up]);
    return {
      value: runNative(backend, { name: "TriptychSwiglu", inputs: [gate, up], attributes: {} }),
      gradFunc: (dy, saved) =>
        runNativeOutputs<[tf.Tensor, tf.Tensor]>(
          backend,
          { name: "TriptychSwigluGrad", inputs: [...saved, dy], attributes: {} },
          2,
        ),
    };
  });
}
