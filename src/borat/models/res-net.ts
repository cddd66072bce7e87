import {
  createRandom,
  type Random,
  relu,
  requireInRange,
  requireKnownName,
  tf,
} from "../../core/index.ts";
import { createModel } from "./create-model.ts";
import { type ImageShape, imageInput } from "./image-shape.ts";
import { batchNorm } from "./layers/batch-norm.ts";
import { convolution } from "./layers/convolution.ts";
import { dense } from "./layers/dense.ts";
import { chain, joinState, type Layer, withoutState } from "./layers/layer.ts";
import { globalAveragePool, halveByMaximum } from "./layers/pooling.ts";
import { reluLayer } from "./layers/relu.ts";
import type { Model } from "./model.ts";

const NUM_GROUPS = 4;
const BLOCKS_PER_GROUP = 2;

/** Sizes of a {@link resNet18}. */
export interface ResNet18Options {
  readonly imageShape: ImageShape;
  readonly numClasses: number;
  /**
   * First layer: `"imagenet"` is a 7x7 convolution of stride 2 and a maximum pool, a quarter of the
   * sides; `"cifar"`, for small images, is a 3x3 convolution at full size. By default `"cifar"`.
   */
  readonly stem?: "cifar" | "imagenet";
  /** Channels of the first group, which each later one doubles; by default 64. */
  readonly channels?: number;
  /** Models of equal seed and sizes start with equal weights. */
  readonly seed: number;
}

/**
 * Makes a residual network of 18 layers: four groups of two blocks, each later group at half the
 * sides and twice the channels, then the mean of each map and a dense layer.
 *
 * @throws {ConfigError} If a size is out of range.
 * @example
 * const model = resNet18({ imageShape: [32, 32, 3], numClasses: 10, seed: 0 });
 * @see He et al. 2016, "Deep Residual Learning for Image Recognition".
 */
export function resNet18(options: ResNet18Options): Model {
  const { imageShape, numClasses, stem = "cifar", channels = 64, seed } = options;
  requireInRange("resNet18: channels", channels, { min: 1, integer: true });
  requireKnownName("resNet18: stem", stem, ["cifar", "imagenet"]);
  const images = imageInput("resNet18", imageShape);
  const random = createRandom(seed).fork("resNet18");
  const first = createStem(stem, images.channels, channels, random);
  let inputs = channels;
  const blocks = Array.from({ length: NUM_GROUPS * BLOCKS_PER_GROUP }, (_, i) => {
    const group = Math.floor(i / BLOCKS_PER_GROUP);
    const outputs = channels * 2 ** group;
    const stride = group > 0 && i % BLOCKS_PER_GROUP === 0 ? 2 : 1;
    const block = basicBlock(inputs, outputs, stride, random);
    inputs = outputs;
    return block;
  });
  const features = chain([first, ...blocks]);
  const head = dense(inputs, numClasses, random);
  return createModel({
    name: "resnet-18",
    inputSize: images.size,
    layers: [features, head],
    forward: (flat, training) => {
      const maps = features.apply(images.unflatten(flat), training); // [B, H', W', 8 channels]
      return head.apply(globalAveragePool(maps), training);
    },
  });
}

function createStem(
  stem: "cifar" | "imagenet",
  inputs: number,
  outputs: number,
  random: Random,
): Layer {
  const small = stem === "cifar";
  const side = small ? 3 : 7;
  const sizes = { kernelSize: [side, side], inputs, outputs, stride: small ? 1 : 2 } as const;
  return chain<tf.Tensor4D>([
    convolution({ ...sizes, padding: (side - 1) / 2, random }),
    batchNorm(outputs),
    reluLayer,
    ...(small ? [] : [withoutState(halveByMaximum)]),
  ]);
}

/** `relu(x + bn(conv(relu(bn(conv(x))))))`; where the shape changes, `bn(conv1x1(x))` replaces `x`. */
function basicBlock(inputs: number, outputs: number, stride: number, random: Random): Layer {
  const kernelSize = [3, 3] as const;
  const residual = chain<tf.Tensor4D>([
    convolution({ kernelSize, inputs, outputs, stride, padding: 1, random }),
    batchNorm(outputs),
    reluLayer,
    convolution({ kernelSize, inputs: outputs, outputs, padding: 1, random }),
    batchNorm(outputs),
  ]);
  const shortcut =
    inputs === outputs && stride === 1
      ? chain<tf.Tensor4D>([])
      : chain<tf.Tensor4D>([
          convolution({ kernelSize: [1, 1], inputs, outputs, stride, random }),
          batchNorm(outputs),
        ]);
  return {
    ...joinState([residual, shortcut]),
    apply: (x, training) => relu(tf.add(shortcut.apply(x, training), residual.apply(x, training))),
  };
}
