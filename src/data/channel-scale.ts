import { tf } from "../core/index.ts";

/** Mean and deviation of each channel, in units of bytes (0 to 255). */
export interface ChannelScale {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** Makes 0 to 1 of 0 to 255 in every channel. */
export function unitScale(numChannels: number): ChannelScale {
  return { mean: new Array(numChannels).fill(0), deviation: new Array(numChannels).fill(255) };
}

/**
 * Scales images on the device, so that a batch travels there as bytes: `(x - mean) / deviation`.
 *
 * @param images - `[..., channels]`, values 0 to 255, any dtype.
 * @returns The same shape, float32. Tensor operations only: it may be part of a compiled step.
 */
export function scaleChannels(images: tf.Tensor, { mean, deviation }: ChannelScale): tf.Tensor {
  return tf.tidy(() =>
    images
      .toFloat()
      .sub(tf.tensor1d([...mean]))
      .div(tf.tensor1d([...deviation])),
  );
}
