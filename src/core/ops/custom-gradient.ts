import { tf } from "../engine.ts";

/** Value of an operation and its gradient. */
export interface CustomGradient<T extends tf.Tensor> {
  readonly value: T;
  /**
   * @param dy - Gradient with respect to the value.
   * @param saved - What was given to `save`.
   * @returns Gradient with respect to each input.
   */
  readonly gradFunc: (dy: T, saved: tf.Tensor[]) => tf.Tensor[];
}

/**
 * Runs an operation whose gradient is given rather than derived.
 *
 * @param inputs - Tensors to differentiate in.
 * @param operation - Computes the value; gives `save` the tensors that the gradient needs.
 */
export function withGradient<T extends tf.Tensor>(
  inputs: readonly tf.Tensor[],
  operation: (save: tf.GradSaveFunc) => CustomGradient<T>,
): T {
  const run = tf.customGrad<T>((...given) => {
    const save = given.at(-1); // tfjs puts it after the inputs
    if (typeof save !== "function") throw new Error("withGradient: tfjs gave no save function");
    return operation(save);
  });
  return run(...inputs);
}
