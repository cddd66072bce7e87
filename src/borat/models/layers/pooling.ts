import { tf } from "../../../core/index.ts";

/** Mean of each map: `[B, H, W, C]` to `[B, C]`. */
export function globalAveragePool(maps: tf.Tensor4D): tf.Tensor2D {
  return maps.mean<tf.Tensor2D>([1, 2]);
}

/** Means of 2 x 2 squares; an odd last row or column is dropped, as in torch. */
export function halveByAverage(maps: tf.Tensor4D): tf.Tensor4D {
  return tf.avgPool(maps, 2, 2, "valid");
}

/** Maxima of 3 x 3 windows two apart, one row of padding on each side; for maps >= 0. */
export function halveByMaximum(maps: tf.Tensor4D): tf.Tensor4D {
  // Zeros never exceed a window's maximum here, so they serve as the padding.
  const padded = tf.pad(maps, [[0, 0], [1, 1], [1, 1], [0, 0]]); // biome-ignore format: one row an axis
  return tf.maxPool(padded, 3, 2, "valid");
}
