import { ConfigError, createRandom, type Random, requireInRange, tf } from "../../core/index.ts";
import { createModel } from "./create-model.ts";
import { type ImageShape, imageInput } from "./image-shape.ts";
import { batchNorm } from "./layers/batch-norm.ts";
import { convolution } from "./layers/convolution.ts";
import { dense } from "./layers/dense.ts";
import { chain, type Layer, withoutState } from "./layers/layer.ts";
import { globalAveragePool, halveByAverage } from "./layers/pooling.ts";
import { reluLayer } from "./layers/relu.ts";
import type { Model } from "./model.ts";

const NUM_BLOCKS = 3;
/** Width of the 1x1 convolution before each 3x3 one, in units of the growth. */
const BOTTLENECK = 4;
/** Share of the channels that is left between blocks. */
const COMPRESSION = 0.5;

/** Sizes of a {@link denseNetBC}. */
export interface DenseNetBCOptions {
  /** Convolutions on the longest way and the dense layer, `6 n + 4` with n layers a block. */
  readonly depth: number;
  /** Channels that each layer adds; an integer >= 1. */
  readonly growth: number;
  /** Height and width >= 4. */
  readonly imageShape: ImageShape;
  readonly numClasses: number;
  /** Models of equal seed and sizes start with equal weights. */
  readonly seed: number;
}

/**
 * Makes a densely connected network with bottlenecks and compression: a 3x3 convolution to twice the
 * growth, three blocks whose layers each append `growth` channels to their input, transitions that
 * halve channels and sides, batch normalisation, ReLU, the mean of each map and a dense layer.
 *
 * @throws {ConfigError} If a size is out of range.
 * @example
 * const model = denseNetBC({
 *   depth: 40, growth: 40, imageShape: [32, 32, 3], numClasses: 10, seed: 0,
 * });
 * @see Huang et al. 2017, "Densely Connected Convolutional Networks".
 */
export function denseNetBC(options: DenseNetBCOptions): Model {
  const { depth, growth, imageShape, numClasses, seed } = options;
  const layersPerBlock = countLayers(depth);
  requireInRange("denseNetBC: growth", growth, { min: 1, integer: true });
  const images = imageInput("denseNetBC", imageShape);
  const shortest = Math.min(images.height, images.width);
  requireInRange("denseNetBC: sides of imageShape", shortest, { min: 2 ** (NUM_BLOCKS - 1) });
  const random = createRandom(seed).fork("denseNetBC");
  let channels = 2 * growth;
  const sizes = { kernelSize: [3, 3], inputs: images.channels, outputs: channels } as const;
  const layers: Layer[] = [convolution({ ...sizes, padding: 1, random })];
  for (let block = 0; block < NUM_BLOCKS; block += 1) {
    if (block > 0) {
      const kept = Math.floor(channels * COMPRESSION);
      layers.push(transition(channels, kept, random));
      channels = kept;
    }
    for (let i = 0; i < layersPerBlock; i += 1, channels += growth) {
      layers.push(denseLayer(channels, growth, random));
    }
  }
  const features = chain<tf.Tensor4D>([...layers, batchNorm(channels), reluLayer]);
  const head = dense(channels, numClasses, random);
  return createModel({
    name: `densenet-bc-${depth}-${growth}`,
    inputSize: images.size,
    layers: [features, head],
    forward: (flat, training) => {
      const maps = features.apply(images.unflatten(flat), training); // [B, H/4, W/4, channels]
      return head.apply(globalAveragePool(maps), training);
    },
  });
}

function countLayers(depth: number): number {
  const layers = (depth - 4) / (2 * NUM_BLOCKS);
  if (Number.isInteger(layers) && layers >= 1) return layers;
  throw new ConfigError(
    `denseNetBC: depth must be 6 n + 4 with n >= 1, got ${depth}. Use 22, 40 or 100.`,
  );
}

/** `[x, conv3x3(relu(bn(conv1x1(relu(bn(x))))))]`, joined along the channels. */
function denseLayer(inputs: number, growth: number, random: Random): Layer {
  const inner = BOTTLENECK * growth;
  const added = chain<tf.Tensor4D>([
    batchNorm(inputs),
    reluLayer,
    convolution({ kernelSize: [1, 1], inputs, outputs: inner, random }),
    batchNorm(inner),
    reluLayer,
    convolution({ kernelSize: [3, 3], inputs: inner, outputs: growth, padding: 1, random }),
  ]);
  return { ...added, apply: (x, training) => tf.concat([x, added.apply(x, training)], 3) };
}

/** Fewer channels at half the resolution. */
function transition(inputs: number, outputs: number, random: Random): Layer {
  return chain<tf.Tensor4D>([
    batchNorm(inputs),
    reluLayer,
    convolution({ kernelSize: [1, 1], inputs, outputs, random }),
    withoutState(halveByAverage),
  ]);
}
