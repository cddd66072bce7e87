import { NumericsError, scoped, tf } from "../core/index.ts";
import type { LossFunction } from "./optimizer.ts";
import { lossAndGradients, type TensorList, withWeights } from "./tensor-list.ts";

/**
 * What a step does with a loss or a gradient that is not finite, or a loss below the bound that the
 * method relies on: fail, or go on without the minibatch.
 */
export type NonFinitePolicy = "throw" | "skip";

/** A number of a step that is not finite. */
export interface NonFinite {
  /** E.g. `"loss"`, `"gradient of dense/kernel"`. */
  readonly tensor: string;
  readonly value: number;
}

/**
 * Finds what spoilt a step: the loss, else the first gradient, else what the optimiser made of them.
 * Evaluates the loss once more and reads the gradients to the host.
 *
 * @param lossValue - Loss of the step.
 * @param loss - Its minibatch, at the weights from before the step.
 * @param statistics - What the loss writes; it is as before afterwards.
 * @param derived - What is to blame if they are all finite.
 */
export function findNonFinite(
  lossValue: number,
  loss: LossFunction,
  { variables, statistics }: Readonly<Record<"variables" | "statistics", readonly tf.Variable[]>>,
  derived: NonFinite,
): NonFinite {
  if (!Number.isFinite(lossValue)) return { tensor: "loss", value: lossValue };
  return scoped(() => {
    const evaluate = () => lossAndGradients(loss, variables);
    const { gradients } = withWeights(statistics, () => statistics, evaluate);
    for (const [i, gradient] of gradients.entries()) {
      const value = gradient.dataSync<"float32">().find((entry) => !Number.isFinite(entry));
      if (value !== undefined) return { tensor: `gradient of ${variables[i]!.name}`, value };
    }
    return derived;
  });
}

/**
 * The error of a step whose loss or gradient is not finite.
 *
 * @param name - The optimiser's.
 * @param rate - What it calls its learning rate.
 * @param step - From 0.
 */
export function nonFiniteError(
  name: string,
  rate: string,
  step: number,
  { tensor, value }: NonFinite,
): NumericsError {
  return new NumericsError(
    `${name}: ${tensor} must be finite at step ${step}, got ${value}; the weights are as before the step. ` +
      `Lower ${rate}, look for log(0), 0/0 or bad values in the input, or pass nonFinite: "skip" to go on without such minibatches.`,
    { tensor, step },
  );
}

/** A scalar that is finite if all entries are: their sum, one pass over the gradients. */
export function sumAll(tensors: TensorList): tf.Scalar {
  return tf.addN(tensors.map((tensor) => tf.sum(tensor))).asScalar();
}

/** Whether all scalars are finite, a bool scalar on the device. */
export function allFinite(scalars: readonly tf.Scalar[]): tf.Tensor {
  return tf.all(tf.isFinite(tf.stack([...scalars])));
}

/**
 * The value, or NaN where the witness is infinite or NaN: an overflow of `||g||^2` would otherwise
 * pass for a step of length zero.
 */
export function nanUnlessFinite(value: tf.Scalar, witness: tf.Scalar): tf.Scalar {
  return tf.where(tf.isFinite(witness), value, Number.NaN).asScalar();
}

/** How far rounding may put a float32 loss below its bound, relative to the bound. */
const BOUND_TOLERANCE = 1e-5;

/** The least value that a loss can take by rounding. */
export function boundWithTolerance(lowerBound: number): number {
  return lowerBound - BOUND_TOLERANCE * Math.max(1, Math.abs(lowerBound));
}

/** Whether a loss is below its lower bound by more than rounding. */
export function isBelowBound(loss: number, lowerBound: number): boolean {
  return loss < boundWithTolerance(lowerBound);
}

/**
 * The error of a minibatch whose loss is below the bound that the method relies on.
 *
 * @param name - The optimiser's.
 * @param step - From 0.
 */
export function belowBoundError(
  name: string,
  step: number,
  loss: number,
  lowerBound: number,
): NumericsError {
  return new NumericsError(
    `${name}: loss must be >= ${lowerBound} at step ${step}, got ${loss}; the weights are as before the step. ` +
      'Use a loss with that lower bound, set lowerBound where the method has it, or pass nonFinite: "skip" to go on without such minibatches.',
    { tensor: "loss", step },
  );
}
