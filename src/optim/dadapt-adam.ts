import { multiplyAdd, requireInRange, tf } from "../core/index.ts";
import { absoluteSum, spoiltBy } from "./distance.ts";
import type { Optimizer } from "./optimizer.ts";
import { type CommonOptions, createRuleOptimizer, type Update, type UpdateInputs } from "./rule.ts";
import { innerProduct, type TensorList, zerosLikeAll } from "./tensor-list.ts";

/** Options of {@link dadaptAdam}. */
export interface DadaptAdamOptions extends CommonOptions {
  /** The one knob: factor of the step, > 0; also for schedules. Default 1. */
  readonly learningRate?: number;
  /** First distance estimate, > 0; too small only costs steps. Default 1e-6. */
  readonly initialDistance?: number;
  /** Largest factor the distance estimate grows by per step, > 1. Default `Infinity`. */
  readonly growthRate?: number;
  /** Decay of the running mean of the gradient, in `[0, 1)`, and of its square, in `(0, 1)`. Default 0.9, 0.999. */
  readonly betas?: readonly [number, number];
  /** Added to the root of the mean square, > 0. Default 1e-8. */
  readonly epsilon?: number;
}

interface DadaptAdamSlots {
  readonly [name: string]: TensorList;
  /** Running mean of the steps, distances included. */
  readonly mean: TensorList;
  readonly square: TensorList;
  /** Running mean of the gradients times the distances. */
  readonly gradientSum: TensorList;
  /** A scalar. */
  readonly numerator: TensorList;
  /** Distance estimate `d`, a scalar. */
  readonly distance: TensorList;
}

type AdamCoefficients = Record<
  | "rate"
  | "beta1"
  | "meanShare"
  | "beta2"
  | "squareShare"
  | "rootBeta2"
  | "sumShare"
  | "epsilon"
  | "growthRate",
  number
>;

/**
 * Adam by D-adaptation: its learning rate is `learningRate d`, with `d` a running lower bound of the
 * distance from the first weights to a solution. The report's `details.d` is `d` after the step.
 *
 * @param variables - What to train; at least one.
 * @throws {ConfigError} If an option is out of range.
 * @see Defazio and Mishchenko 2023, "Learning-Rate-Free Learning by D-Adaptation".
 */
export function dadaptAdam(
  variables: readonly tf.Variable[],
  {
    learningRate = 1,
    initialDistance = 1e-6,
    growthRate = Number.POSITIVE_INFINITY,
    betas = [0.9, 0.999],
    epsilon = 1e-8,
    maxNorm,
    nonFinite,
    statistics,
  }: DadaptAdamOptions = {},
): Optimizer {
  const [beta1, beta2] = betas;
  requireInRange("dadapt-adam: initialDistance", initialDistance, { above: 0 });
  requireInRange("dadapt-adam: growthRate", growthRate, { above: 1 });
  requireInRange("dadapt-adam: betas[0]", beta1, { min: 0, below: 1 });
  requireInRange("dadapt-adam: betas[1]", beta2, { above: 0, below: 1 });
  requireInRange("dadapt-adam: epsilon", epsilon, { above: 0 });
  const rootBeta2 = Math.sqrt(beta2);

  return createRuleOptimizer<DadaptAdamSlots, AdamCoefficients>(
    {
      name: "dadapt-adam",
      init: (weights) => ({
        mean: zerosLikeAll(weights),
        square: zerosLikeAll(weights),
        gradientSum: zerosLikeAll(weights),
        numerator: [tf.scalar(0)],
        distance: [tf.scalar(initialDistance)],
      }),
      coefficients: (rate) => ({
        rate,
        beta1,
        meanShare: 1 - beta1,
        beta2,
        squareShare: 1 - beta2,
        rootBeta2,
        sumShare: 1 - rootBeta2,
        epsilon,
        growthRate,
      }),
      update,
    },
    variables,
    learningRate,
    { maxNorm, nonFinite, statistics },
  );
}

function update(
  { gradients, weights, slots }: UpdateInputs<DadaptAdamSlots>,
  c: { readonly [K in keyof AdamCoefficients]: tf.Scalar },
): Update<DadaptAdamSlots> {
  const before = slots.distance[0]!.asScalar();
  const stepSize: tf.Scalar = tf.mul(before, c.rate);
  const scaledSum = slots.gradientSum.map((z, i) =>
    tf.tidy(() => tf.div(z, tf.add(tf.sqrt(slots.square[i]!), c.epsilon))),
  );
  const progress = tf.mul(stepSize, innerProduct(gradients, scaledSum));
  const numerator = multiplyAdd(slots.numerator[0]!, c.rootBeta2, tf.mul(progress, c.sumShare));

  const accumulate = (factor: tf.Tensor, decay: tf.Scalar, old: TensorList, added: TensorList) =>
    old.map((tensor, i) => tf.tidy(() => multiplyAdd(tensor, decay, tf.mul(added[i]!, factor))));
  const squares = gradients.map((gradient) => tf.square(gradient));
  const mean = accumulate(tf.mul(stepSize, c.meanShare), c.beta1, slots.mean, gradients);
  const square = accumulate(c.squareShare, c.beta2, slots.square, squares);
  const sumShare = tf.mul(stepSize, c.sumShare);
  const gradientSum = accumulate(sumShare, c.rootBeta2, slots.gradientSum, gradients);

  // All gradients 0 so far: no estimate yet.
  const estimate = tf.divNoNan(numerator, tf.mul(absoluteSum(gradientSum), c.sumShare));
  const grown = tf.minimum(estimate, tf.mul(before, c.growthRate));
  const distance = tf.maximum(before, grown).asScalar();
  return {
    weights: weights.map((w, i) =>
      tf.tidy(() => tf.sub(w, tf.div(mean[i]!, tf.add(tf.sqrt(square[i]!), c.epsilon)))),
    ),
    slots: { mean, square, gradientSum, numerator: [numerator], distance: [distance] },
    stepSize: spoiltBy(estimate, stepSize),
    details: { d: distance },
  };
}
