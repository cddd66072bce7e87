import { scoped, tf } from "../core/index.ts";

/** Why an update did not happen. */
export type SkipReason = "non-finite" | "below-bound" | "zero-loss";

/** What one call of {@link Optimizer.step} did. */
export interface StepReport {
  /** Loss of the minibatch at the weights in force before the call, in loss units. */
  readonly loss: number;
  /** Whether the weights moved to a new iterate; false inside a bundle. */
  readonly updated: boolean;
  /** Length of the step along the (summed) gradient: the learning rate in force, or what the rule made of it. */
  readonly stepSize: number;
  /** What else the rule reports, by name, e.g. the distance estimate `d` of a parameter-free method. */
  readonly details?: Readonly<Record<string, number>>;
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

/** Gives the mean loss of a minibatch at the variables' present values, a scalar. */
export type LossFunction = () => tf.Scalar;

/**
 * One stretch of a step that runs on the device without the host, between two decisions of the host.
 * Everything it carries over is in `tf.Variable`s, so that it can be compiled into a graph.
 */
export interface Phase {
  /** Phases of one optimiser with equal keys run the same operations. */
  readonly key: string;
  /** Host numbers of this run; on the device each is a float32 scalar. */
  readonly coefficients: readonly number[];
  /**
   * Evaluates the loss and moves the variables. Must not read a tensor to the host.
   *
   * @returns Vector of the numbers that {@link conclude} takes, float32.
   */
  run(loss: LossFunction, coefficients: readonly tf.Scalar[]): tf.Tensor1D;
  /**
   * Takes the numbers to the host's side.
   *
   * @param loss - To look for the culprit of a step that failed; not evaluated otherwise.
   * @returns The report, or the phase that goes on with the same minibatch.
   */
  conclude(numbers: Float32Array, loss: LossFunction): StepReport | Phase;
}

/** A training rule over given variables; every method of every paper has this form. */
export interface Optimizer {
  readonly name: string;
  /** The variables it moves, in the order of its flat vectors. */
  readonly variables: readonly tf.Variable[];
  /**
   * Takes one minibatch, operation by operation; `compileStep` runs the same as one graph.
   *
   * @param loss - Mean loss of the minibatch; may be called more than once, and must give the same
   *   minibatch each time.
   * @throws {NumericsError} If the loss or a gradient is not finite, unless told to skip such
   *   minibatches; the weights are then as before, or at the start of the bundle.
   */
  step(loss: LossFunction): StepReport;
  /** First phase of the next step; for whoever runs the phases otherwise than {@link step}. */
  begin(): Phase;
  /** Closes an open bundle by going back to its start; nothing otherwise. Call it before evaluating. */
  finish(): void;
  /**
   * Runs `body` with the variables at the weights the method recommends: an average where it keeps
   * one, the last iterate otherwise. They are back afterwards. An open bundle is closed first.
   */
  evaluate<T>(body: () => T): T;
  /** Sets the learning rate (or its cap) from the next step on; for schedules. */
  setLearningRate(value: number): void;
  /** Copies the state to the host, also in the middle of a bundle. */
  getState(): OptimizerState;
  /** Continues from a state of the same optimiser over variables of the same shapes. */
  setState(state: OptimizerState): void;
  /** Frees its tensors; the variables stay. */
  dispose(): void;
}

/**
 * Runs the phases of one step.
 *
 * @param first - From {@link Optimizer.begin}.
 * @param execute - Runs one phase and gives its numbers.
 */
export function runPhases(
  first: Phase,
  loss: LossFunction,
  execute: (phase: Phase) => Float32Array,
): StepReport {
  let phase = first;
  for (;;) {
    const outcome = phase.conclude(execute(phase), loss);
    if (!("run" in outcome)) return outcome;
    phase = outcome;
  }
}

/** Runs the phases of one step operation by operation. */
export function runEagerly(first: Phase, loss: LossFunction): StepReport {
  return runPhases(first, loss, (phase) =>
    scoped(() => {
      const coefficients = phase.coefficients.map((value) => tf.scalar(value));
      return phase.run(loss, coefficients).dataSync<"float32">();
    }),
  );
}
