import { ConfigError, compile, scoped, tf, withGradient } from "../core/index.ts";
import { compileStep } from "./compile-step.ts";
import type { Optimizer, StepReport } from "./optimizer.ts";
import { assignAll, createVariables, lossAndGradients, zerosLikeAll } from "./tensor-list.ts";

/** A part of a minibatch that is too large for the memory. */
export interface Piece<A extends readonly tf.Tensor[]> {
  readonly inputs: A;
  /** Its share of the minibatch's mean loss; those of all pieces sum to 1. */
  readonly share: number;
}

/** A training step on a minibatch given in pieces; see {@link compileAccumulatedStep}. */
export interface AccumulatedStep<A extends readonly tf.Tensor[]> {
  /** Takes one minibatch; `report.loss` is the mean over all its pieces. */
  (pieces: readonly Piece<A>[]): StepReport;
  /** Frees the sessions and the sums; variables and optimiser stay. */
  dispose(): void;
}

/**
 * Makes a compiled step that sums the gradients of a minibatch's pieces before it moves the weights, so
 * that memory is needed for one piece only. Takes the same steps as the whole minibatch at once, up to
 * float32 rounding, for methods that evaluate the loss once a step.
 *
 * @param loss - Mean loss of a piece given as tensors; must not read a tensor to the host.
 * @throws {ConfigError} From the step, if there is no piece or the shares do not sum to 1.
 * @throws {NumericsError} From the step, as `optimizer.step`.
 */
export function compileAccumulatedStep<A extends readonly tf.Tensor[]>(
  optimizer: Optimizer,
  loss: (...inputs: A) => tf.Scalar,
): AccumulatedStep<A> {
  const { variables } = optimizer;
  const sums = scoped(() => createVariables("accumulated", zerosLikeAll(variables)));
  const total = scoped(() => tf.variable(tf.scalar(0), false));
  const add = compile((kept: tf.Scalar, share: tf.Scalar, ...inputs: A): tf.Scalar => {
    const { loss: value, gradients } = lossAndGradients(() => loss(...inputs), variables);
    assignAll(
      sums,
      sums.map((sum, i) => sum.mul(kept).add(gradients[i]!.mul(share))),
    );
    total.assign(total.mul<tf.Scalar>(kept).add(value.mul(share)));
    return value;
  });
  const step = compileStep(optimizer, () =>
    withGradient<tf.Scalar>(variables, () => ({
      value: tf.clone(total),
      gradFunc: (dy) => sums.map((sum) => sum.mul(dy)),
    })),
  );
  const accumulate = (pieces: readonly Piece<A>[]): StepReport => {
    requireShares(pieces);
    for (const [i, { inputs, share }] of pieces.entries()) {
      scoped(() => add(tf.scalar(i === 0 ? 0 : 1), tf.scalar(share), ...inputs));
    }
    return step();
  };
  const dispose = () => {
    step.dispose();
    add.dispose();
    tf.dispose([...sums, total]);
  };
  return Object.assign(accumulate, { dispose });
}

function requireShares(pieces: readonly Piece<readonly tf.Tensor[]>[]): void {
  const sum = pieces.reduce((all, { share }) => all + share, 0);
  if (Math.abs(sum - 1) < 1e-6) return;
  throw new ConfigError(
    `step: the shares of a minibatch's pieces must sum to 1, got ${sum} of ${pieces.length} pieces`,
  );
}
