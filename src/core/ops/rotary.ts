import { ownKernels, tf } from "../engine.ts";
import { ShapeError } from "../errors.ts";
import { withGradient } from "./custom-gradient.ts";
import { runNative } from "./native.ts";

/**
 * Rotary position embedding: turns components `i` and `i + headDim / 2` of each head by the angle of
 * pair `i`, so that `out_i = x_i cos - x_{i + headDim / 2} sin` and
 * `out_{i + headDim / 2} = x_{i + headDim / 2} cos + x_i sin`.
 *
 * Differentiable once, in `x`.
 *
 * @param x - Heads one after another, `[N, H * headDim]`, float32.
 * @param cos - Cosine of each token's angles, `[N, headDim / 2]`.
 * @param sin - Sine of each token's angles, `[N, headDim / 2]`.
 * @param headDim - Even.
 * @returns Like `x`.
 * @throws {ShapeError} If the shapes do not fit.
 * @see Su et al. 2021, equation 34; the pairs are half a head apart, as Llama's weights have them.
 */
export function rotary(
  x: tf.Tensor2D,
  cos: tf.Tensor2D,
  sin: tf.Tensor2D,
  headDim: number,
): tf.Tensor2D {
  requireAngles(x, { cos, sin }, headDim);
  return withGradient<tf.Tensor2D>([x], (save) => {
    save([cos, sin]);
    return {
      value: turn([x, cos, sin], "forward"),
      gradFunc: (dy, saved) => [turn([dy, ...saved], "back")],
    };
  });
}

function turn(inputs: readonly tf.Tensor[], direction: "forward" | "back"): tf.Tensor2D {
  const backend = ownKernels();
  if (backend === undefined) return turnPlainly(inputs, direction === "forward" ? 1 : -1);
  const attributes = { booleans: { inverse: direction === "back" } };
  return runNative(backend, { name: "TriptychRotary", inputs, attributes });
}

function turnPlainly([x, cos, sin]: readonly tf.Tensor[], sign: number): tf.Tensor2D {
  return tf.tidy(() => {
    const [numTokens = 0, half = 0] = cos!.shape;
    const halves = x!.reshape([numTokens, -1, 2, half]); // [N, H, 2, headDim / 2]
    const [first, second] = tf.unstack(halves, 2); // [N, H, headDim / 2]
    const cosines = cos!.expandDims(1); // [N, 1, headDim / 2]
    const sines = sin!.expandDims(1).mul(sign);
    const turned = [
      first!.mul(cosines).sub(second!.mul(sines)),
      second!.mul(cosines).add(first!.mul(sines)),
    ];
    return tf.stack(turned, 2).reshape<tf.Tensor2D>([numTokens, -1]);
  });
}

function requireAngles(
  x: tf.Tensor2D,
  angles: Readonly<Record<string, tf.Tensor2D>>,
  headDim: number,
): void {
  const expected = [x.shape[0], headDim / 2];
  for (const [name, { shape }] of Object.entries(angles)) {
    if (!tf.util.arraysEqual(shape, expected)) {
      throw new ShapeError(`rotary: ${name}`, { expected, actual: shape });
    }
  }
  if (x.shape[1] % headDim !== 0) {
    throw new ShapeError("rotary: x", { expected: ["N", `H * ${headDim}`], actual: x.shape });
  }
}
