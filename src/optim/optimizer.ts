import type { tf } from "../core/index.ts";

/** Why an update did not happen. */
export type SkipReason = "non-finite" | "zero-loss";

/** What one call of {@link Optimizer.step} did. */
export interface StepReport {
  /** Loss of the minibatch at the weights in force before the call, in loss units. */
  readonly loss: number;
  /** Whether the weights moved to a new iterate; false inside a bundle. */
  readonly updated: boolean;
  /** Length of the step along the (summed) gradient: the learning rate in force, or what the rule made of it. */
  readonly stepSize: number;
  /** Present when the call left the weights as they were. */
  readonly skipped?: SkipReason;
}

/** A tensor copied to the host, as a checkpoint stores it. */
export interface TensorState {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Everything an optimiser carries between calls, except the weights themselves. Plain data. */
export interface OptimizerState {
  /** Name of the optimiser that wrote it. */
  readonly name: string;
  readonly numbers: Readonly<Record<string, number | readonly number[]>>;
  readonly tensors: Readonly<Record<string, TensorState>>;
}

/** A training rule over given variables; every method of every paper has this form. */
export interface Optimizer {
  readonly name: string;
  /** The variables it moves, in the order of its flat vectors. */
  readonly variables: readonly tf.Variable[];
  /**
   * Takes one minibatch.
   *
   * @param loss - Mean loss of the minibatch at the variables' present values, a scalar; may be
   *   called more than once, and must give the same minibatch each time.
   * @throws {NumericsError} If the loss or a gradient is not finite, unless told to skip such
   *   minibatches; the weights are then as before, or at the start of the bundle.
   */
  step(loss: () => tf.Scalar): StepReport;
  /** Closes an open bundle by going back to its start; nothing otherwise. Call it before evaluating. */
  finish(): void;
  /** Sets the learning rate (or its cap) from the next step on; for schedules. */
  setLearningRate(value: number): void;
  /** Copies the state to the host, also in the middle of a bundle. */
  getState(): OptimizerState;
  /** Continues from a state of the same optimiser over variables of the same shapes. */
  setState(state: OptimizerState): void;
  /** Frees its tensors; the variables stay. */
  dispose(): void;
}
