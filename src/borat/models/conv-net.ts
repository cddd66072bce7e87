import { createRandom, tf } from "../../core/index.ts";
import { createLayer, relu } from "./layers.ts";
import type { Model } from "./model.ts";

/** Sizes of a {@link convNet}. */
export interface ConvNetOptions {
  /** Height and width of the grey images. */
  readonly imageShape: readonly [number, number];
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
  imageShape: [height, width],
  numClasses,
  channels = [8, 16],
  seed,
}: ConvNetOptions): Model {
  const random = createRandom(seed).fork("convNet");
  const depths = [1, ...channels];
  const convolutions = channels.map((depth, i) =>
    createLayer<tf.Rank.R4>([3, 3, depths[i]!, depth], random),
  );
  const halvings = 2 ** channels.length; // "same" padding rounds up, once or in steps alike
  const featureSize = Math.ceil(height / halvings) * Math.ceil(width / halvings) * depths.at(-1)!;
  const head = createLayer<tf.Rank.R2>([featureSize, numClasses], random);
  const variables = [...convolutions, head].flatMap(({ kernel, bias }) => [kernel, bias]);
  return {
    name: "conv",
    variables,
    forward: (inputs) => {
      const images = inputs.reshape<tf.Tensor4D>([-1, height, width, 1]); // [B, H, W, 1]
      const maps = convolutions.reduce((x, { kernel, bias }) => {
        const filtered = tf.conv2d(x, kernel, 2, "same"); // [B, H/2, W/2, depth]
        return relu(filtered.add<tf.Tensor4D>(bias));
      }, images);
      const features = maps.reshape<tf.Tensor2D>([-1, featureSize]); // [B, featureSize]
      return tf.matMul(features, head.kernel).add(head.bias); // [B, numClasses]
    },
    dispose: () => tf.dispose(variables),
  };
}
