import { multiplyAdd, requireInRange, tf } from "../core/index.ts";
import { spoiltBy } from "./distance.ts";
import type { Optimizer } from "./optimizer.ts";
import { type CommonOptions, createRuleOptimizer, type Update, type UpdateInputs } from "./rule.ts";
import { innerProduct, type TensorList, zerosLikeAll } from "./tensor-list.ts";

/** Options of {@link dadaptSgd}. */
export interface DadaptSgdOptions extends CommonOptions {
  /** The one knob: factor of the step, > 0; also for schedules. Default 1. */
  readonly learningRate?: number;
  /** First distance estimate, > 0; too small only costs steps. Default 1e-6. */
  readonly initialDistance?: number;
  /** Largest factor the distance estimate grows by per step, > 1. Default `Infinity`. */
  readonly growthRate?: number;
  /** Share of the last iterate kept, in `[0, 1)`. Default 0. */
  readonly momentum?: number;
}

interface DadaptSgdSlots {
  readonly [name: string]: TensorList;
  readonly start: TensorList;
  /** Sum of the steps. */
  readonly stepSum: TensorList;
  /** A scalar. */
  readonly numerator: TensorList;
  /** Norm of the first gradient that is not 0; a scalar, 0 until then. */
  readonly firstNorm: TensorList;
  /** Distance estimate `d`, a scalar. */
  readonly distance: TensorList;
}

type SgdCoefficients = Record<"rate" | "momentum" | "rest" | "growthRate", number>;

/**
 * SGD by D-adaptation: `z += lambda g` with `lambda = learningRate d / ||g_1||`, then
 * `w <- momentum w + (1 - momentum) (w_0 - z)`, with `d` a running lower bound of the distance from the
 * first weights to a solution. The report's `details.d` is `d` after the step.
 *
 * @param variables - What to train; at least one. Their values now are `w_0`.
 * @throws {ConfigError} If an option is out of range.
 * @see Defazio and Mishchenko 2023, "Learning-Rate-Free Learning by D-Adaptation".
 */
export function dadaptSgd(
  variables: readonly tf.Variable[],
  {
    learningRate = 1,
    initialDistance = 1e-6,
    growthRate = Number.POSITIVE_INFINITY,
    momentum = 0,
    maxNorm,
    nonFinite,
    statistics,
  }: DadaptSgdOptions = {},
): Optimizer {
  requireInRange("dadapt-sgd: initialDistance", initialDistance, { above: 0 });
  requireInRange("dadapt-sgd: growthRate", growthRate, { above: 1 });
  requireInRange("dadapt-sgd: momentum", momentum, { min: 0, below: 1 });

  return createRuleOptimizer<DadaptSgdSlots, SgdCoefficients>(
    {
      name: "dadapt-sgd",
      init: (weights) => ({
        start: weights,
        stepSum: zerosLikeAll(weights),
        numerator: [tf.scalar(0)],
        firstNorm: [tf.scalar(0)],
        distance: [tf.scalar(initialDistance)],
      }),
      coefficients: (rate) => ({ rate, momentum, rest: 1 - momentum, growthRate }),
      update,
    },
    variables,
    learningRate,
    { maxNorm, nonFinite, statistics },
  );
}

function update(
  { gradients, weights, slots }: UpdateInputs<DadaptSgdSlots>,
  c: { readonly [K in keyof SgdCoefficients]: tf.Scalar },
): Update<DadaptSgdSlots> {
  const [storedNorm, before] = [slots.firstNorm[0]!, slots.distance[0]!];
  const norm = tf.sqrt(innerProduct(gradients, gradients));
  const firstNorm = tf.where(tf.greater(storedNorm, 0), storedNorm, norm);
  const stepSize = tf.divNoNan(tf.mul(before, c.rate), firstNorm).asScalar(); // lambda

  const progress = tf.mul(stepSize, innerProduct(gradients, slots.stepSum));
  const numerator = tf.add(slots.numerator[0]!, progress);
  const stepSum = slots.stepSum.map((z, i) => multiplyAdd(gradients[i]!, stepSize, z));
  const sumNorm = tf.sqrt(innerProduct(stepSum, stepSum));
  const estimate = tf.divNoNan(tf.mul(numerator, 2), sumNorm); // 0 while all gradients are
  const grown = tf.minimum(estimate, tf.mul(before, c.growthRate));
  const distance = tf.maximum(before, grown).asScalar();
  return {
    weights: weights.map((w, i) =>
      tf.tidy(() => {
        const target = tf.sub(slots.start[i]!, stepSum[i]!);
        return multiplyAdd(target, c.rest, tf.mul(w, c.momentum));
      }),
    ),
    slots: {
      start: slots.start.map((tensor) => tf.clone(tensor)),
      stepSum,
      numerator: [numerator],
      firstNorm: [firstNorm],
      distance: [distance],
    },
    stepSize: spoiltBy(estimate, stepSize),
    details: { d: distance },
  };
}
