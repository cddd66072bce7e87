import { createRandom, type tf } from "../../core/index.ts";
import { createModel } from "./create-model.ts";
import { type ImageShape, imageInput } from "./image-shape.ts";
import { biasedConvolution } from "./layers/convolution.ts";
import { dense } from "./layers/dense.ts";
import { chain } from "./layers/layer.ts";
import { reluLayer } from "./layers/relu.ts";
import type { Model } from "./model.ts";

/** Sizes of a {@link convNet}. */
export interface ConvNetOptions {
  readonly imageShape: ImageShape;
  readonly numClasses: number;
  /** Output channels of each convolution. */
  readonly channels?: readonly number[];
  /** Models of equal seed and sizes start with equal weights. */
  readonly seed: number;
}

/**
 * Makes a convolutional network without pooling or normalisation: 3x3 convolutions of stride 2, each
 * with a ReLU (by default 8, then 16 channels), and one dense layer. Small enough for a CPU.
 *
 * @example
 * const model = convNet({ imageShape: [28, 28], numClasses: 10, seed: 0 });
 */
export function convNet({
  imageShape,
  numClasses,
  channels = [8, 16],
  seed,
}: ConvNetOptions): Model {
  const random = createRandom(seed).fork("convNet");
  const images = imageInput("convNet", imageShape);
  const depths = [images.channels, ...channels];
  const kernelSize = [3, 3] as const;
  const convolutions = chain(
    channels.flatMap((outputs, i) => {
      const sizes = { kernelSize, inputs: depths[i]!, outputs, stride: 2 };
      return [biasedConvolution({ ...sizes, padding: "same", random }), reluLayer];
    }),
  );
  const halvings = 2 ** channels.length; // "same" padding rounds up, once or in steps alike
  const mapSize = Math.ceil(images.height / halvings) * Math.ceil(images.width / halvings);
  const featureSize = mapSize * depths.at(-1)!;
  const head = dense(featureSize, numClasses, random);
  return createModel({
    name: "conv",
    inputSize: images.size,
    layers: [convolutions, head],
    forward: (inputs, training) => {
      const maps = convolutions.apply(images.unflatten(inputs), training); // [B, H', W', depth]
      return head.apply(maps.reshape<tf.Tensor2D>([-1, featureSize]), training);
    },
  });
}
