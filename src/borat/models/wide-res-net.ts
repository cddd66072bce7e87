import {
  ConfigError,
  createDeviceRandom,
  createRandom,
  type DeviceRandom,
  dropout,
  type Random,
  relu,
  requireInRange,
  tf,
} from "../../core/index.ts";
import { createModel } from "./create-model.ts";
import { type ImageShape, imageInput } from "./image-shape.ts";
import { batchNorm } from "./layers/batch-norm.ts";
import { convolution } from "./layers/convolution.ts";
import { dense } from "./layers/dense.ts";
import { chain, joinState, type Layer } from "./layers/layer.ts";
import { globalAveragePool } from "./layers/pooling.ts";
import { reluLayer } from "./layers/relu.ts";
import type { Model } from "./model.ts";

const STEM_CHANNELS = 16;
/** Channels of each group at width 1, and the stride of its first block. */
const GROUPS = [
  { channels: 16, stride: 1 },
  { channels: 32, stride: 2 },
  { channels: 64, stride: 2 },
];

/** Sizes of a {@link wideResNet}. */
export interface WideResNetOptions {
  /** Convolutions on the longest way and the dense layer, `6 n + 4` with n blocks a group. */
  readonly depth: number;
  /** Factor of the channels 16, 32, 64; an integer >= 1. */
  readonly width: number;
  readonly imageShape: ImageShape;
  readonly numClasses: number;
  /** Share of values dropped between the convolutions of a block, in `[0, 1)`; by default 0. */
  readonly dropout?: number;
  /** Models of equal seed and sizes start with equal weights and drop equal values. */
  readonly seed: number;
}

/** What {@link preActivationBlock} is made of. */
interface BlockOptions {
  readonly inputs: number;
  readonly outputs: number;
  readonly stride: number;
  readonly drop: (x: tf.Tensor4D, training: boolean) => tf.Tensor4D;
  readonly random: Random;
}

/**
 * Makes a wide residual network: a 3x3 convolution, three groups of pre-activation blocks at full,
 * half and quarter resolution, batch normalisation, ReLU, the mean of each map and a dense layer.
 *
 * @throws {ConfigError} If a size is out of range.
 * @example
 * const model = wideResNet({
 *   depth: 16, width: 2, imageShape: [32, 32, 3], numClasses: 10, seed: 0,
 * });
 * @see Zagoruyko and Komodakis 2016, "Wide Residual Networks".
 */
export function wideResNet(options: WideResNetOptions): Model {
  const { depth, width, imageShape, numClasses, dropout: rate = 0, seed } = options;
  const blocksPerGroup = countBlocks(depth);
  requireInRange("wideResNet: width", width, { min: 1, integer: true });
  requireInRange("wideResNet: dropout", rate, { min: 0, below: 1 });
  const random = createRandom(seed).fork("wideResNet");
  const dropped = rate > 0 ? createDropout(rate, random) : undefined;
  const drop = dropped?.drop ?? ((x: tf.Tensor4D) => x);
  const images = imageInput("wideResNet", imageShape);
  const stem = convolution({
    kernelSize: [3, 3],
    inputs: images.channels,
    outputs: STEM_CHANNELS,
    padding: 1,
    random,
  });
  let inputs = STEM_CHANNELS;
  const blocks = GROUPS.flatMap(({ channels, stride }) =>
    Array.from({ length: blocksPerGroup }, (_, i) => {
      const outputs = channels * width;
      const block = { inputs, outputs, stride: i === 0 ? stride : 1, drop, random };
      inputs = outputs;
      return preActivationBlock(block);
    }),
  );
  const features = chain<tf.Tensor4D>([stem, ...blocks, batchNorm(inputs), reluLayer]);
  const head = dense(inputs, numClasses, random);
  return createModel({
    name: `wrn-${depth}-${width}`,
    inputSize: images.size,
    layers: [features, head],
    random: dropped?.stream,
    forward: (flat, training) => {
      const maps = features.apply(images.unflatten(flat), training); // [B, H/4, W/4, 64 width]
      return head.apply(globalAveragePool(maps), training);
    },
  });
}

function countBlocks(depth: number): number {
  const blocks = (depth - 4) / 6;
  if (Number.isInteger(blocks) && blocks >= 1) return blocks;
  throw new ConfigError(
    `wideResNet: depth must be 6 n + 4 with n >= 1, got ${depth}. Use 10, 16, 22, 28 or 40.`,
  );
}

function createDropout(rate: number, random: Random) {
  const stream: DeviceRandom = createDeviceRandom(random.fork("dropout").integer(2 ** 31));
  const drop = (x: tf.Tensor4D, training: boolean) => (training ? dropout(x, rate, stream) : x);
  return { stream, drop };
}

/**
 * `x + conv(drop(relu(bn(conv(relu(bn(x)))))))`. Where the shape changes, a 1x1 convolution of
 * `relu(bn(x))` takes the place of `x`.
 */
function preActivationBlock({ inputs, outputs, stride, drop, random }: BlockOptions): Layer {
  const firstNorm = batchNorm(inputs);
  const kernelSize = [3, 3] as const;
  const first = convolution({ kernelSize, inputs, outputs, stride, padding: 1, random });
  const secondNorm = batchNorm(outputs);
  const second = convolution({ kernelSize, inputs: outputs, outputs, padding: 1, random });
  const shortcut =
    inputs === outputs && stride === 1
      ? undefined
      : convolution({ kernelSize: [1, 1], inputs, outputs, stride, random });
  return {
    ...joinState([firstNorm, first, secondNorm, second, ...(shortcut ? [shortcut] : [])]),
    apply: (x, training) => {
      const active = relu(firstNorm.apply(x, training));
      const inner = relu(secondNorm.apply(first.apply(active, training), training));
      const residual = second.apply(drop(inner, training), training);
      return tf.add(shortcut ? shortcut.apply(active, training) : x, residual);
    },
  };
}
