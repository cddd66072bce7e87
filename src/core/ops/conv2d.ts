import { tf } from "../engine.ts";
import { requireInRange } from "../ranges.ts";

/** Options of a convolution. */
export interface Conv2dOptions {
  /** Step along height and width, >= 1; 1 by default. */
  readonly strides?: number;
  /**
   * Zeros at each border, an integer >= 0 as in torch; 0 by default. `"same"` is TensorFlow's:
   * outputs `ceil(side / strides)`, which at strides above 1 pads more after than before.
   */
  readonly padding?: number | "same" | "valid";
}

/**
 * Two-dimensional convolution (cross-correlation, as in torch), differentiable in both arguments.
 *
 * With a number as padding, an output side is `floor((side + 2 padding - kernel) / strides) + 1`.
 *
 * @param x - `[B, H, W, Cin]`, float32.
 * @param kernel - `[kh, kw, Cin, Cout]`, float32.
 * @returns `[B, H', W', Cout]`.
 * @throws {ConfigError} If strides or padding are outside their range.
 */
export function conv2d(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  { strides = 1, padding = 0 }: Conv2dOptions = {},
): tf.Tensor4D {
  requireInRange("conv2d: strides", strides, { min: 1, integer: true });
  if (typeof padding === "string") return tf.conv2d(x, kernel, strides, padding);
  requireInRange("conv2d: padding", padding, { min: 0, integer: true });
  if (padding === 0) return tf.conv2d(x, kernel, strides, "valid");
  const [height, width] = kernel.shape;
  const keepsSize = strides === 1 && height === 2 * padding + 1 && width === height;
  if (keepsSize) return tf.conv2d(x, kernel, strides, "same");
  // TensorFlow takes such padding too, but its gradients then are 2 to 30 times slower on a CPU,
  // and tfjs-node lacks them.
  const side: [number, number] = [padding, padding];
  const none: [number, number] = [0, 0];
  return tf.tidy(() => tf.conv2d(tf.pad(x, [none, side, side, none]), kernel, strides, "valid"));
}
