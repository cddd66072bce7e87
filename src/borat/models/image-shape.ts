import { requireInRange, type tf } from "../../core/index.ts";

/** Height, width and channels of the images; grey ones may leave out the 1. */
export type ImageShape = readonly [number, number] | readonly [number, number, number];

/** Images as a convolution takes them. */
export interface ImageInput {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Numbers in one image. */
  readonly size: number;
  /** `[B, size]` to `[B, height, width, channels]`. */
  unflatten(inputs: tf.Tensor2D): tf.Tensor4D;
}

/**
 * Reads an image shape.
 *
 * @param subject - Function, for the message.
 * @throws {ConfigError} If a side is not a positive integer.
 */
export function imageInput(subject: string, shape: ImageShape): ImageInput {
  const [height, width, channels = 1] = shape;
  for (const side of [height, width, channels]) {
    requireInRange(`${subject}: sides of imageShape`, side, { min: 1, integer: true });
  }
  return {
    height,
    width,
    channels,
    size: height * width * channels,
    unflatten: (inputs) => inputs.reshape<tf.Tensor4D>([-1, height, width, channels]),
  };
}
