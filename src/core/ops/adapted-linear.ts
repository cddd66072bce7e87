import { tf } from "../engine.ts";
import { ShapeError } from "../errors.ts";
import { withGradient } from "./custom-gradient.ts";
import { linear } from "./linear.ts";

/** A change of a weight by a product of two thin matrices. */
export interface LowRankChange {
  /** `A`, `[rank, in]`. */
  readonly a: tf.Tensor2D;
  /** `B`, `[out, rank]`. */
  readonly b: tf.Tensor2D;
  readonly scale: number;
}

/**
 * Linear map of each row with a low-rank change, `x (W + scale B A)^T`, without making the changed weight.
 *
 * Differentiable once, in `x`, `a` and `b`. The weight is held. The gradient needs `x` and its thin
 * product alone: of the wide results nothing is kept.
 *
 * @param x - `[N, in]`, float32.
 * @param weight - `[out, in]`, float32.
 * @returns `[N, out]`.
 * @throws {ShapeError} If a matrix does not fit.
 * @see Hu et al. 2022, "LoRA: Low-Rank Adaptation of Large Language Models", equation 3.
 */
export function adaptedLinear(
  x: tf.Tensor2D,
  weight: tf.Tensor2D,
  { a, b, scale }: LowRankChange,
): tf.Tensor2D {
  const [, numIn] = x.shape;
  const [numOut] = weight.shape;
  requireShape("weight", weight, [numOut, numIn]);
  requireShape("a", a, [a.shape[0], numIn]);
  requireShape("b", b, [numOut, a.shape[0]]);
  return withGradient<tf.Tensor2D>([x, a, b], (save) => {
    const thin = tf.matMul<tf.Tensor2D>(x, a, false, true).mul<tf.Tensor2D>(scale); // [N, rank]
    save([x, weight, a, b, thin]);
    return {
      value: linear(x, weight).add(tf.matMul(thin, b, false, true)),
      gradFunc: (dy, saved) => {
        const [input, wide, left, right, inner] = saved;
        const dThin = tf.matMul(dy, right!).mul(scale); // [N, rank]
        return [
          tf.matMul(dy, wide!).add(tf.matMul(dThin, left!)),
          tf.matMul(dThin, input!, true),
          tf.matMul(dy, inner!, true),
        ];
      },
    };
  });
}

function requireShape(name: string, { shape }: tf.Tensor2D, expected: [number, number]): void {
  if (tf.util.arraysEqual(shape, expected)) return;
  throw new ShapeError(`adaptedLinear: ${name}`, { expected, actual: shape });
}
