import { multiplyAdd, requireInRange, tf } from "../core/index.ts";
import { differences, spoiltBy } from "./distance.ts";
import type { Optimizer } from "./optimizer.ts";
import { type CommonOptions, createRuleOptimizer, type Update, type UpdateInputs } from "./rule.ts";
import { innerProduct, projectToBall, type TensorList } from "./tensor-list.ts";

/** Options of {@link dog} and {@link ldog}. */
export interface DogOptions extends CommonOptions {
  /**
   * The one knob: first movement allowed, relative to `1 + ||w_0||`, > 0. Default 1e-6; 1e-4 with
   * batch normalisation.
   */
  readonly initialMovement?: number;
  /** Factor of the step, > 0; for schedules. Default 1. */
  readonly learningRate?: number;
  /** Weight of late iterates in the average, >= 0; 0 is the plain mean. Default 8. */
  readonly averagingPower?: number;
}

interface DogSlots {
  readonly [name: string]: TensorList;
  readonly start: TensorList;
  /** Average of the iterates, to evaluate. */
  readonly average: TensorList;
  /** Largest distance from the start so far; a scalar per group. */
  readonly distance: TensorList;
  /** Sum of `||g||^2`; a scalar per group. */
  readonly squareSum: TensorList;
}

interface DogVariant {
  readonly name: string;
  /** Whether each tensor has its own step size, or all share one. */
  readonly layerwise: boolean;
}

type DogCoefficients = Record<"rate" | "averagingShare", number>;

const EPSILON = 1e-8; // the reference's first summand of `sum ||g||^2`

/**
 * DoG, distance over gradients: `w -= learningRate r / sqrt(sum ||g||^2) g` with `r` the largest
 * distance from the first weights so far. {@link Optimizer.evaluate} uses the polynomial-decay average
 * `wbar <- (1 - 9 / (8 + t)) wbar + 9 / (8 + t) w`, which the method needs. The report's `details.d` is `r`.
 *
 * @param variables - What to train; at least one. Their values now are the point distances start at.
 * @throws {ConfigError} If an option is out of range.
 * @see Ivgi, Hinder and Carmon 2023, "DoG is SGD's Best Friend: A Parameter-Free Dynamic Step Size Schedule".
 */
export function dog(variables: readonly tf.Variable[], options: DogOptions = {}): Optimizer {
  return createDog({ name: "dog", layerwise: false }, variables, options);
}

/**
 * L-DoG: {@link dog} with the distance and the sum taken for each variable apart. The report's step
 * size and `details.d` are the largest of all variables.
 *
 * @param variables - What to train; at least one. Their values now are the point distances start at.
 * @throws {ConfigError} If an option is out of range.
 * @see Ivgi, Hinder and Carmon 2023, "DoG is SGD's Best Friend: A Parameter-Free Dynamic Step Size Schedule".
 */
export function ldog(variables: readonly tf.Variable[], options: DogOptions = {}): Optimizer {
  return createDog({ name: "ldog", layerwise: true }, variables, options);
}

function createDog(
  { name, layerwise }: DogVariant,
  variables: readonly tf.Variable[],
  {
    initialMovement = 1e-6,
    learningRate = 1,
    averagingPower = 8,
    maxNorm,
    nonFinite,
    statistics,
  }: DogOptions,
): Optimizer {
  requireInRange(`${name}: initialMovement`, initialMovement, { above: 0 });
  requireInRange(`${name}: averagingPower`, averagingPower, { min: 0 });
  const norms = (tensors: TensorList) =>
    layerwise ? tensors.map((tensor) => normOf([tensor])) : [normOf(tensors)];

  return createRuleOptimizer<DogSlots, DogCoefficients>(
    {
      name,
      init: (weights) => ({
        start: weights,
        average: weights,
        distance: norms(weights).map((norm) => tf.mul(tf.add(norm, 1), initialMovement)),
        squareSum: norms(weights).map(() => tf.scalar(EPSILON)),
      }),
      coefficients: (rate, step) => ({
        rate,
        averagingShare: (averagingPower + 1) / (averagingPower + step),
      }),
      update: (inputs, c) => update(inputs, c, norms, maxNorm),
      evaluationWeights: (_, { average }) => average,
    },
    variables,
    learningRate,
    { maxNorm, nonFinite, statistics },
  );
}

function update(
  { gradients, weights, slots }: UpdateInputs<DogSlots>,
  c: { readonly [K in keyof DogCoefficients]: tf.Scalar },
  norms: (tensors: TensorList) => readonly tf.Tensor[],
  maxNorm: number | undefined,
): Update<DogSlots> {
  const moved = norms(differences(weights, slots.start));
  const distance = slots.distance.map((largest, k) => tf.maximum(largest, moved[k]!));
  const squares = norms(gradients).map((norm) => tf.square(norm));
  const squareSum = slots.squareSum.map((sum, k) => tf.add(sum, squares[k]!));
  const stepSizes = distance.map((d, k) => tf.mul(c.rate, tf.div(d, tf.sqrt(squareSum[k]!))));

  const descents = stepSizes.map((stepSize) => tf.neg(stepSize).asScalar());
  const descended = weights.map((w, i) =>
    multiplyAdd(gradients[i]!, descents[i] ?? descents[0]!, w),
  );
  // The average must be of points in the ball, or it may lie outside.
  const next = maxNorm === undefined ? descended : projectToBall(descended, maxNorm);
  const average = slots.average.map((mean, i) =>
    tf.tidy(() => multiplyAdd(tf.sub(next[i]!, mean), c.averagingShare, mean)),
  );
  return {
    weights: next,
    slots: { start: slots.start.map((tensor) => tf.clone(tensor)), average, distance, squareSum },
    stepSize: spoiltBy(tf.addN(squareSum), tf.max(tf.stack(stepSizes))),
    details: { d: tf.max(tf.stack(distance)) },
  };
}

function normOf(tensors: TensorList): tf.Tensor {
  return tf.sqrt(innerProduct(tensors, tensors));
}
