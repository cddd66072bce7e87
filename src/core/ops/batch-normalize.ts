import { nativeBackend, tf } from "../engine.ts";
import { ShapeError } from "../errors.ts";
import { requireInRange } from "../ranges.ts";
import { withGradient } from "./custom-gradient.ts";
import { type NativeBackend, runNativeOutputs } from "./native.ts";

/** Options of batch normalisation. */
export interface BatchNormalizeOptions {
  /** Added to the variance, > 0; 1e-5 by default, as in torch. */
  readonly epsilon?: number;
}

/** A batch normalised by its own statistics; a type, for `tf.tidy` takes no interface. */
export type BatchNormalizeResult<T extends tf.Tensor> = {
  /** Like the input. */
  readonly output: T;
  /** Mean of each channel, `[C]`. */
  readonly mean: tf.Tensor1D;
  /** Unbiased variance of each channel (divided by count - 1), `[C]`: for a running variance. */
  readonly variance: tf.Tensor1D;
};

/**
 * Training step of batch normalisation: `(x - mean) / sqrt(variance + epsilon) * scale + offset`
 * with the mean and the biased variance of this batch, over all axes but the channels'.
 *
 * Forward and backward are one operation each. Differentiable once, in `x`, `scale` and `offset`;
 * the mean and the variance that are returned count as constants.
 *
 * @param x - `[B, H, W, C]` or `[B, C]`, float32.
 * @param scale - `[C]`.
 * @param offset - `[C]`.
 * @throws {ShapeError} If the shapes do not fit.
 * @throws {ConfigError} If `epsilon` is not positive.
 * @see Ioffe and Szegedy 2015, algorithm 1.
 */
export function batchNormalize<T extends tf.Tensor2D | tf.Tensor4D>(
  x: T,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  { epsilon = 1e-5 }: BatchNormalizeOptions = {},
): BatchNormalizeResult<T> {
  requireInRange("batchNormalize: epsilon", epsilon, { above: 0 });
  requireChannels("batchNormalize", x, { scale, offset });
  return tf.tidy(() => {
    const backend = nativeBackend();
    const settings = { scale, offset, epsilon };
    if (backend === undefined) return normalizePlainly(x, settings);
    if (x.rank === 4) return normalizeFused(backend, x, settings);
    const image = x.reshape<tf.Tensor4D>([x.shape[0], 1, 1, scale.size]); // [B, 1, 1, C]
    const { output, mean, variance } = normalizeFused(backend, image, settings);
    return { output: output.reshape<T>(x.shape), mean, variance };
  });
}

/**
 * Batch normalisation by given statistics: `(x - mean) / sqrt(variance + epsilon) * scale + offset`.
 *
 * For inference; differentiable in every tensor.
 *
 * @param x - `[B, H, W, C]` or `[B, C]`, float32.
 * @param scale - `[C]`.
 * @param offset - `[C]`.
 * @param mean - `[C]`.
 * @param variance - `[C]`, >= 0.
 * @throws {ShapeError} If the shapes do not fit.
 * @throws {ConfigError} If `epsilon` is not positive.
 */
export function batchNormalizeWith<T extends tf.Tensor2D | tf.Tensor4D>(
  x: T,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  mean: tf.Tensor1D,
  variance: tf.Tensor1D,
  { epsilon = 1e-5 }: BatchNormalizeOptions = {},
): T {
  requireInRange("batchNormalizeWith: epsilon", epsilon, { above: 0 });
  requireChannels("batchNormalizeWith", x, { scale, offset, mean, variance });
  return tf.tidy(() => {
    const multiplier = tf.rsqrt(variance.add(epsilon)).mul(scale); // [C]
    return x.sub(mean).mul(multiplier).add<T>(offset);
  });
}

interface Settings {
  readonly scale: tf.Tensor1D;
  readonly offset: tf.Tensor1D;
  readonly epsilon: number;
}

/** The fused operations; on a GPU `spread` is the inverse deviation, and `extra` is in use. */
function normalizeFused<T extends tf.Tensor>(
  backend: NativeBackend,
  x: T,
  { scale, offset, epsilon }: Settings,
): BatchNormalizeResult<T> {
  const types = { T: "float32", U: "float32" } as const;
  const strings = { data_format: "NHWC" };
  const none = tf.tensor1d([]); // no running statistics to update
  const [value, mean, variance, center, spread, extra] = runNativeOutputs<
    [T, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor]
  >(
    backend,
    {
      name: "FusedBatchNormV3",
      inputs: [x, scale, offset, none, none],
      attributes: {
        types,
        strings,
        floats: { epsilon, exponential_avg_factor: 1 },
        booleans: { is_training: true },
      },
    },
    6,
  );
  const output = withGradient<T>([x, scale, offset], (save) => {
    save([x, scale, center, spread, extra]);
    return {
      value,
      gradFunc: (dy, saved) =>
        runNativeOutputs<[tf.Tensor, tf.Tensor1D, tf.Tensor1D, tf.Tensor, tf.Tensor]>(
          backend,
          {
            name: "FusedBatchNormGradV3",
            inputs: [dy, ...saved],
            attributes: { types, strings, floats: { epsilon }, booleans: { is_training: true } },
          },
          5,
        ).slice(0, 3), // the others are reserved
    };
  });
  return { output, mean, variance };
}

function normalizePlainly<T extends tf.Tensor>(
  x: T,
  { scale, offset, epsilon }: Settings,
): BatchNormalizeResult<T> {
  const axes = x.shape.map((_, axis) => axis).slice(0, -1);
  const count = x.size / scale.size;
  const mean = x.mean<tf.Tensor1D>(axes);
  const centered = x.sub(mean);
  const biased = centered.square().mean<tf.Tensor1D>(axes);
  const multiplier = tf.rsqrt(biased.add(epsilon)).mul(scale); // [C]
  const output = centered.mul(multiplier).add<T>(offset);
  const variance = biased.mul<tf.Tensor1D>(count / Math.max(count - 1, 1)); // one value: as given
  return { output, mean, variance };
}

function requireChannels(
  name: string,
  x: tf.Tensor,
  vectors: Readonly<Record<string, tf.Tensor>>,
): void {
  if (x.rank !== 2 && x.rank !== 4) {
    throw new ShapeError(`${name}: x`, { expected: ["B", "H", "W", "C"], actual: x.shape });
  }
  const channels = x.shape.at(-1) ?? 0;
  for (const [argument, { rank, shape }] of Object.entries(vectors)) {
    if (rank === 1 && shape[0] === channels) continue;
    throw new ShapeError(`${name}: ${argument}`, { expected: [channels], actual: shape });
  }
}
