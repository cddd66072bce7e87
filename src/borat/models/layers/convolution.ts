import type { Random, tf } from "../../../core/index.ts";
import { biasAdd, conv2d } from "../../../core/index.ts";
import { normalKernel, uniformWeights } from "./initial-weights.ts";
import type { Layer } from "./layer.ts";

/** Sizes of a convolution. */
export interface ConvolutionOptions {
  /** Height and width of the kernel. */
  readonly kernelSize: readonly [number, number];
  /** Channels in. */
  readonly inputs: number;
  /** Channels out. */
  readonly outputs: number;
  /** By default 1. */
  readonly stride?: number;
  /** Zeros on each side, or a rule for their number; by default 0. */
  readonly padding?: number | "same" | "valid";
  readonly random: Random;
}

/**
 * Makes a convolution with bias, both initialised uniformly as torch does.
 *
 * @returns `[B, H, W, inputs]` to `[B, H', W', outputs]`; variables: kernel, bias.
 */
export function biasedConvolution(options: ConvolutionOptions): Layer {
  const { kernelSize, inputs, outputs, stride = 1, padding = 0, random } = options;
  const [height, width] = kernelSize;
  const fanIn = height * width * inputs;
  const kernel = uniformWeights<tf.Rank.R4>([height, width, inputs, outputs], fanIn, random);
  const bias = uniformWeights<tf.Rank.R1>([outputs], fanIn, random);
  return {
    variables: [kernel, bias],
    statistics: [],
    apply: (x) => biasAdd(conv2d(x, kernel, { strides: stride, padding }), bias),
  };
}

/**
 * Makes a convolution without bias, for use before batch normalisation, its kernel drawn from
 * N(0, 2 / (height width outputs)).
 *
 * @returns `[B, H, W, inputs]` to `[B, H', W', outputs]`; variables: kernel.
 */
export function convolution(options: ConvolutionOptions): Layer {
  const { kernelSize, inputs, outputs, stride = 1, padding = 0, random } = options;
  const kernel = normalKernel([...kernelSize, inputs, outputs], random);
  return {
    variables: [kernel],
    statistics: [],
    apply: (x) => conv2d(x, kernel, { strides: stride, padding }),
  };
}
