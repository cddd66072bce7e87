import type { tf } from "../../core/index.ts";

/** How to run a model. */
export interface ForwardOptions {
  /**
   * Whether this is a training pass: batch normalisation uses and records the minibatch's
   * statistics, and dropout drops. By default `false`.
   */
  readonly training?: boolean;
}

/** A classifier: variables, and a function of them in tensor operations alone. */
export interface Model {
  readonly name: string;
  /** What training changes through gradients, in order. */
  readonly variables: readonly tf.Variable[];
  /**
   * What training passes write, and no gradient is taken of: running means and variances of batch
   * normalisation, the position of dropout in its random stream. Empty without either.
   */
  readonly statistics: readonly tf.Variable[];
  /**
   * A training pass assigns the statistics; any other changes nothing.
   *
   * @param inputs - Examples, `[B, inputSize]`: images flattened row by row, channels last.
   * @returns Logits, `[B, numClasses]`.
   * @throws {ShapeError} If the examples have another size.
   */
  forward(inputs: tf.Tensor2D, options?: ForwardOptions): tf.Tensor2D;
  /** Frees variables and statistics. */
  dispose(): void;
}
