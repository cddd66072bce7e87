import { nativeBackend, tf } from "../engine.ts";
import { ShapeError } from "../errors.ts";
import { withGradient } from "./custom-gradient.ts";
import { runNative } from "./native.ts";

/**
 * Adds a bias to the last axis. Differentiable once, in both arguments.
 *
 * @param x - `[..., C]`, two axes or more, float32.
 * @param bias - `[C]`.
 * @returns Like `x`.
 * @throws {ShapeError} If the bias does not fit the last axis.
 */
export function biasAdd<T extends tf.Tensor>(x: T, bias: tf.Tensor1D): T {
  const channels = x.shape.at(-1);
  if (x.rank < 2 || channels === undefined) {
    throw new ShapeError("biasAdd: x", { expected: ["...", "C"], actual: x.shape });
  }
  if (bias.rank !== 1 || bias.shape[0] !== channels) {
    throw new ShapeError("biasAdd: bias", { expected: [channels], actual: bias.shape });
  }
  const backend = nativeBackend();
  if (backend === undefined) return tf.add<T>(x, bias);
  const attributes = { types: { T: "float32" }, strings: { data_format: "NHWC" } } as const;
  return withGradient<T>([x, bias], () => ({
    value: runNative<T>(backend, { name: "BiasAdd", inputs: [x, bias], attributes }),
    gradFunc: (dy) => [
      tf.clone(dy),
      runNative(backend, { name: "BiasAddGrad", inputs: [dy], attributes }),
    ],
  }));
}
