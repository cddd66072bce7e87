import { tf } from "../core/index.ts";
import type { TensorList } from "./tensor-list.ts";

/** `sum_i ||x_i||_1` over all variables, a scalar. */
export function absoluteSum(tensors: TensorList): tf.Scalar {
  return tf.addN(tensors.map((tensor) => tf.tidy(() => tf.sum(tf.abs(tensor))))).asScalar();
}

/** `a_i - b_i`, variable by variable. */
export function differences(a: TensorList, b: TensorList): TensorList {
  return a.map((tensor, i) => tf.sub(tensor, b[i]!));
}

/**
 * A step size that is NaN once the estimate it goes with is spoilt, for the step to be rejected.
 *
 * @param estimate - Scalar that no gradient should make infinite.
 */
export function spoiltBy(estimate: tf.Tensor, stepSize: tf.Tensor): tf.Scalar {
  return tf.where(tf.isFinite(estimate), stepSize, Number.NaN).asScalar();
}
