import type { tf } from "../../core/index.ts";

/** A classifier: variables, and a pure function of them. */
export interface Model {
  readonly name: string;
  readonly variables: readonly tf.Variable[];
  /**
   * @param inputs - Examples, `[B, inputSize]`: images flattened row by row.
   * @returns Logits, `[B, numClasses]`.
   */
  forward(inputs: tf.Tensor2D): tf.Tensor2D;
  /** Frees the variables. */
  dispose(): void;
}
