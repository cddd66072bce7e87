import type { tf } from "../../../../src/core/index.ts";

/** A network as its weights' shapes and its loss. */
export interface Network {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly loss: (weights: readonly tf.Tensor[], tokens: tf.Tensor) => tf.Scalar;
}
