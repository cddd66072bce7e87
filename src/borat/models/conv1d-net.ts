import { ConfigError, createRandom, tf } from "../../core/index.ts";
import { createModel } from "./create-model.ts";
import { biasedConvolution } from "./layers/convolution.ts";
import { dense } from "./layers/dense.ts";
import { chain } from "./layers/layer.ts";
import { reluLayer } from "./layers/relu.ts";
import type { Model } from "./model.ts";

const KERNEL_WIDTHS = [5, 3, 3];
const STRIDE = 2;
const PADDING = 1;

/** Sizes of a {@link conv1dNet}. */
export interface Conv1dNetOptions {
  /** Values of one signal; MNIST-1D has 40. */
  readonly inputSize?: number;
  readonly numClasses?: number;
  /** Output channels of each convolution; by default 25. */
  readonly channels?: number;
  /** Models of equal seed and sizes start with equal weights. */
  readonly seed: number;
}

/**
 * Makes a network for short signals such as MNIST-1D: three convolutions of widths 5, 3, 3, stride 2
 * and padding 1, each with a ReLU, and one dense layer, initialised as torch does.
 *
 * @throws {ConfigError} If the signals are too short for the convolutions.
 * @example
 * const model = conv1dNet({ seed: 0 });
 */
export function conv1dNet(options: Conv1dNetOptions): Model {
  const { inputSize = 40, numClasses = 10, channels = 25, seed } = options;
  const length = KERNEL_WIDTHS.reduce(
    (width, kernel) => Math.floor((width + 2 * PADDING - kernel) / STRIDE) + 1,
    inputSize,
  );
  if (!(length >= 1)) {
    throw new ConfigError(
      `conv1dNet: inputSize must leave values after three convolutions, got ${inputSize}. Use 7 or more.`,
    );
  }
  const random = createRandom(seed).fork("conv1dNet");
  const convolutions = chain(
    KERNEL_WIDTHS.flatMap((width, i) => {
      const kernelSize = [1, width] as const;
      const sizes = { kernelSize, inputs: i === 0 ? 1 : channels, outputs: channels };
      const convolve = biasedConvolution({ ...sizes, stride: STRIDE, random });
      return [
        { ...convolve, apply: (x: tf.Tensor4D) => convolve.apply(padSignal(x), false) },
        reluLayer,
      ];
    }),
  );
  const head = dense(length * channels, numClasses, random);
  return createModel({
    name: "conv1d",
    inputSize,
    layers: [convolutions, head],
    forward: (inputs, training) => {
      const signals = inputs.reshape<tf.Tensor4D>([-1, 1, inputSize, 1]); // [B, 1, T, 1]
      const maps = convolutions.apply(signals, training); // [B, 1, T', channels]
      return head.apply(maps.reshape<tf.Tensor2D>([-1, length * channels]), training);
    },
  });
}

/** Zeros before and after the signal alone: the image it stands in is one row high. */
function padSignal(signals: tf.Tensor4D): tf.Tensor4D {
  const none: [number, number] = [0, 0];
  return tf.pad(signals, [none, none, [PADDING, PADDING], none]);
}
