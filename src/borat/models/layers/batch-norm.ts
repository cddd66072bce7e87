import { batchNormalize, batchNormalizeWith, tf } from "../../../core/index.ts";
import { constantVector } from "./initial-weights.ts";
import type { LayerState } from "./layer.ts";

/** Weight of the minibatch in the running statistics, as torch counts it (Keras: 0.9). */
const MOMENTUM = 0.1;
const EPSILON = 1e-5;

/** Batch normalisation of dense units or of the channels of maps. */
export interface BatchNorm extends LayerState {
  /** @param x - `[B, C]` or `[B, H, W, C]`. */
  apply<T extends tf.Tensor2D | tf.Tensor4D>(x: T, training: boolean): T;
}

/**
 * Makes a batch normalisation with torch's constants: epsilon 1e-5, and running statistics that move
 * by a tenth of their distance to the minibatch's mean and unbiased variance.
 *
 * Training mode normalises by the minibatch (biased variance) and records it; otherwise the running
 * statistics normalise. They start at mean 0 and variance 1.
 *
 * @param channels - C.
 * @returns Variables: scale (1), offset (0); statistics: running mean, running variance; all `[C]`.
 * @see Ioffe and Szegedy 2015, "Batch Normalization".
 */
export function batchNorm(channels: number): BatchNorm {
  const scale = constantVector(channels, 1, true);
  const offset = constantVector(channels, 0, true);
  const runningMean = constantVector(channels, 0, false);
  const runningVariance = constantVector(channels, 1, false);
  return {
    variables: [scale, offset],
    statistics: [runningMean, runningVariance],
    apply: (x, training) => {
      if (!training) {
        const options = { epsilon: EPSILON };
        return batchNormalizeWith(x, scale, offset, runningMean, runningVariance, options);
      }
      const { output, mean, variance } = batchNormalize(x, scale, offset, { epsilon: EPSILON });
      moveTowards(runningMean, mean);
      moveTowards(runningVariance, variance); // unbiased
      return output;
    },
  };
}

function moveTowards(running: tf.Variable<tf.Rank.R1>, recent: tf.Tensor1D): void {
  tf.tidy(() => running.assign(running.mul(1 - MOMENTUM).add(recent.mul(MOMENTUM))));
}
