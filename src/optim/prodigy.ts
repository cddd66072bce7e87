import { multiplyAdd, requireInRange, tf } from "../core/index.ts";
import { absoluteSum, differences, spoiltBy } from "./distance.ts";
import type { Optimizer } from "./optimizer.ts";
import { type CommonOptions, createRuleOptimizer, type Update, type UpdateInputs } from "./rule.ts";
import { innerProduct, type TensorList, zerosLikeAll } from "./tensor-list.ts";

/** Options of {@link prodigy}. */
export interface ProdigyOptions extends CommonOptions {
  /** The one knob: factor of the distance estimate, > 0; 0.5 to 2 where 1 (default) does not do. */
  readonly distanceFactor?: number;
  /** Factor of the step, > 0; for schedules. Default 1. */
  readonly learningRate?: number;
  /** First distance estimate, > 0; too small only costs steps. Default 1e-6. */
  readonly initialDistance?: number;
  /** Largest factor the distance estimate grows by per step, > 1. Default `Infinity`. */
  readonly growthRate?: number;
  /** Decay of the running mean of the gradient and of its square, each in `[0, 1)`. Default 0.9, 0.999. */
  readonly betas?: readonly [number, number];
  /** Added, times the distance, to the root of the mean square, > 0. Default 1e-8. */
  readonly epsilon?: number;
  /** Shrinks the weights apart from the gradient, as AdamW does, >= 0. Default 0. */
  readonly weightDecay?: number;
  /** Applies Adam's bias corrections to the step. Default false. */
  readonly biasCorrection?: boolean;
  /** Keeps the learning rate out of the estimate's divisor; for a warm-up. Default false. */
  readonly safeguardWarmup?: boolean;
}

interface ProdigySlots {
  readonly [name: string]: TensorList;
  readonly start: TensorList;
  readonly mean: TensorList;
  readonly square: TensorList;
  /** Weighted sum of the gradients. */
  readonly gradientSum: TensorList;
  /** Weighted sum of `g . (w_0 - w)`, a scalar. */
  readonly numerator: TensorList;
  /** Distance estimate `d` in force, a scalar. */
  readonly distance: TensorList;
  /** Largest estimate so far, a scalar: above `distance` where `growthRate` holds that back. */
  readonly largest: TensorList;
}

type ProdigyCoefficients = ReturnType<typeof prodigyCoefficients>;
type DeviceScalars = { readonly [K in keyof ProdigyCoefficients]: tf.Scalar };

/**
 * Prodigy: Adam whose learning rate is `learningRate d`, with `d` a running lower bound of the distance
 * from the first weights to a solution. The report's `details.d` is `d` after the step.
 *
 * @param variables - What to train; at least one. Their values now are the point distances start at.
 * @throws {ConfigError} If an option is out of range.
 * @see Mishchenko and Defazio 2024, "Prodigy: An Expeditiously Adaptive Parameter-Free Learner".
 */
export function prodigy(
  variables: readonly tf.Variable[],
  options: ProdigyOptions = {},
): Optimizer {
  const { learningRate = 1, maxNorm, nonFinite, statistics } = options;
  const { initialDistance = 1e-6, safeguardWarmup = false } = options;
  const settings = requireSettings(options);

  return createRuleOptimizer<ProdigySlots, ProdigyCoefficients>(
    {
      name: "prodigy",
      init: (weights) => ({
        start: weights,
        mean: zerosLikeAll(weights),
        square: zerosLikeAll(weights),
        gradientSum: zerosLikeAll(weights),
        numerator: [tf.scalar(0)],
        distance: [tf.scalar(initialDistance)],
        largest: [tf.scalar(initialDistance)],
      }),
      coefficients: (rate, step) => prodigyCoefficients(settings, rate, step),
      update: (inputs, c) => update(inputs, c, safeguardWarmup),
    },
    variables,
    learningRate,
    { maxNorm, nonFinite, statistics },
  );
}

function update(
  { gradients, weights, slots }: UpdateInputs<ProdigySlots>,
  c: DeviceScalars,
  safeguardWarmup: boolean,
): Update<ProdigySlots> {
  const before = slots.distance[0]!.asScalar();
  const stepSize: tf.Scalar = tf.mul(before, c.rate); // lambda
  const relative: tf.Scalar = tf.div(before, c.initialDistance);
  const share: tf.Scalar = tf.mul(relative, stepSize);

  const towardsStart = innerProduct(gradients, differences(slots.start, weights));
  const numerator = multiplyAdd(slots.numerator[0]!, c.beta3, tf.mul(share, towardsStart));
  const sumShare: tf.Scalar = safeguardWarmup ? tf.mul(relative, before) : share;
  const accumulate = (factor: tf.Scalar, decay: tf.Scalar, old: TensorList, added: TensorList) =>
    old.map((tensor, i) => tf.tidy(() => multiplyAdd(tensor, decay, tf.mul(added[i]!, factor))));
  const gradientSum = accumulate(sumShare, c.beta3, slots.gradientSum, gradients);
  const mean = accumulate(tf.mul(before, c.meanShare), c.beta1, slots.mean, gradients);
  const squares = gradients.map((gradient) => tf.square(gradient));
  const squareShare: tf.Scalar = tf.mul(tf.square(before), c.squareShare);
  const square = accumulate(squareShare, c.beta2, slots.square, squares);

  // All gradients 0 so far: no estimate yet.
  const ratio = tf.divNoNan(numerator, absoluteSum(gradientSum));
  const estimate = tf.mul(ratio, c.distanceFactor);
  const isFirst = tf.equal(before, c.initialDistance);
  const raised = tf.where(isFirst, tf.maximum(before, estimate), before);
  const largest = tf.maximum(slots.largest[0]!, estimate);
  const distance = tf.minimum(largest, tf.mul(raised, c.growthRate)).asScalar();

  const shrinkage = tf.sub(1, tf.mul(stepSize, c.weightDecay));
  const offset = tf.mul(distance, c.epsilon);
  return {
    weights: weights.map((w, i) =>
      tf.tidy(() => {
        const direction = tf.div(mean[i]!, tf.add(tf.sqrt(square[i]!), offset));
        return tf.sub(tf.mul(w, shrinkage), tf.mul(direction, stepSize));
      }),
    ),
    slots: {
      start: slots.start.map((tensor) => tf.clone(tensor)),
      mean,
      square,
      gradientSum,
      numerator: [numerator],
      distance: [distance],
      largest: [largest],
    },
    stepSize: spoiltBy(largest, stepSize),
    details: { d: distance },
  };
}

function requireSettings(options: ProdigyOptions) {
  const settings = {
    distanceFactor: 1,
    initialDistance: 1e-6,
    growthRate: Number.POSITIVE_INFINITY,
    betas: [0.9, 0.999] as const,
    epsilon: 1e-8,
    weightDecay: 0,
    biasCorrection: false,
    ...options,
  };
  requireInRange("prodigy: distanceFactor", settings.distanceFactor, { above: 0 });
  requireInRange("prodigy: initialDistance", settings.initialDistance, { above: 0 });
  requireInRange("prodigy: growthRate", settings.growthRate, { above: 1 });
  requireInRange("prodigy: betas[0]", settings.betas[0], { min: 0, below: 1 });
  requireInRange("prodigy: betas[1]", settings.betas[1], { min: 0, below: 1 });
  requireInRange("prodigy: epsilon", settings.epsilon, { above: 0 });
  requireInRange("prodigy: weightDecay", settings.weightDecay, { min: 0 });
  return settings;
}

function prodigyCoefficients(
  settings: ReturnType<typeof requireSettings>,
  rate: number,
  step: number,
) {
  const { betas, biasCorrection, distanceFactor, initialDistance, growthRate } = settings;
  const [beta1, beta2] = betas;
  const correction = biasCorrection ? Math.sqrt(1 - beta2 ** step) / (1 - beta1 ** step) : 1;
  return {
    rate: rate * correction,
    beta1,
    beta2,
    beta3: Math.sqrt(beta2),
    meanShare: 1 - beta1,
    squareShare: 1 - beta2,
    distanceFactor,
    initialDistance,
    growthRate,
    epsilon: settings.epsilon,
    weightDecay: settings.weightDecay,
  };
}
