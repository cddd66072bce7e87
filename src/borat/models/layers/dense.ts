import { biasAdd, type Random, tf } from "../../../core/index.ts";
import { uniformWeights } from "./initial-weights.ts";
import type { Layer } from "./layer.ts";

/**
 * Makes a dense layer `x W + b`, initialised as torch does.
 *
 * @param inputs - Numbers in one example.
 * @param outputs - Units.
 * @returns `[B, inputs]` to `[B, outputs]`; variables: kernel `[inputs, outputs]`, bias `[outputs]`.
 */
export function dense(inputs: number, outputs: number, random: Random): Layer<tf.Tensor2D> {
  const kernel = uniformWeights<tf.Rank.R2>([inputs, outputs], inputs, random);
  const bias = uniformWeights<tf.Rank.R1>([outputs], inputs, random);
  return {
    variables: [kernel, bias],
    statistics: [],
    apply: (x) => biasAdd(tf.matMul(x, kernel), bias),
  };
}
