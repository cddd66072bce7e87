import { multiplyAdd, requireInRange, tf } from "../core/index.ts";
import type { Optimizer } from "./optimizer.ts";
import { type CommonOptions, createRuleOptimizer, type Update, type UpdateInputs } from "./rule.ts";
import { projectToBall, type TensorList, zerosLikeAll } from "./tensor-list.ts";

/** Options of {@link scheduleFreeSgd}. */
export interface ScheduleFreeSgdOptions extends CommonOptions {
  /** The one knob: step length along the gradient, > 0. Default 1. */
  readonly learningRate?: number;
  /** Where between the last step (0) and the average (1) gradients are taken, in `[0, 1)`. Default 0.9. */
  readonly momentum?: number;
  /** Adds `weightDecay * y` to the gradient, >= 0. Default 0. */
  readonly weightDecay?: number;
  /** Steps over which the learning rate rises from 0, an integer >= 0. Default 0. */
  readonly warmupSteps?: number;
}

/** Options of {@link scheduleFreeAdamw}. */
export interface ScheduleFreeAdamwOptions extends CommonOptions {
  /** The one knob: largest change of a weight per step, about; > 0. Default 2.5e-3. */
  readonly learningRate?: number;
  /**
   * Where between the last step (0) and the average (1) gradients are taken, and the decay of the
   * running mean of the squared gradient; each in `[0, 1)`. Default 0.9, 0.999.
   */
  readonly betas?: readonly [number, number];
  /** Added to the root of the bias-corrected mean square, > 0. Default 1e-8. */
  readonly epsilon?: number;
  /** Adds `weightDecay * y` to the direction, >= 0. Default 0. */
  readonly weightDecay?: number;
  /** Steps over which the learning rate rises from 0, an integer >= 0. Default 0. */
  readonly warmupSteps?: number;
}

interface ScheduleFreeSlots {
  readonly [name: string]: TensorList;
  /** Base iterate `z`, which takes the steps. */
  readonly base: TensorList;
  /** Average `x` of the base iterates, to evaluate. */
  readonly average: TensorList;
  /** Running mean of the squared gradient; empty for SGD. */
  readonly square: TensorList;
  /** Largest learning rate so far, a scalar. */
  readonly largestRate: TensorList;
  /** Sum of the squares of `largestRate`, a scalar. */
  readonly weightSum: TensorList;
}

interface ScheduleFreeSettings {
  readonly name: string;
  readonly beta1: number;
  /** Absent for SGD. */
  readonly adam: { readonly beta2: number; readonly epsilon: number } | undefined;
  readonly weightDecay: number;
  readonly warmupSteps: number;
}

type ScheduleFreeCoefficients = ReturnType<typeof scheduleFreeCoefficients>;

/**
 * Schedule-free SGD: gradients are taken at `y`, the variables' values; `z -= learningRate g`; the
 * average `x` of all `z`, weighted by the square of the largest learning rate so far, replaces a
 * schedule; `y = (1 - momentum) z + momentum x`. {@link Optimizer.evaluate} evaluates `x`.
 *
 * @param variables - What to train; at least one.
 * @throws {ConfigError} If an option is out of range.
 * @see Defazio et al. 2024, "The Road Less Scheduled".
 */
export function scheduleFreeSgd(
  variables: readonly tf.Variable[],
  {
    learningRate = 1,
    momentum = 0.9,
    weightDecay = 0,
    warmupSteps = 0,
    ...common
  }: ScheduleFreeSgdOptions = {},
): Optimizer {
  const name = "schedule-free-sgd";
  requireInRange(`${name}: momentum`, momentum, { min: 0, below: 1 });
  const settings = { name, beta1: momentum, adam: undefined, weightDecay, warmupSteps };
  return createScheduleFree(settings, variables, learningRate, common);
}

/**
 * Schedule-free AdamW: {@link scheduleFreeSgd} whose base iterate takes the step
 * `z -= learningRate (g / (sqrt(shat) + epsilon) + weightDecay y)`.
 *
 * @param variables - What to train; at least one.
 * @throws {ConfigError} If an option is out of range.
 * @see Defazio et al. 2024, "The Road Less Scheduled", algorithm 1.
 */
export function scheduleFreeAdamw(
  variables: readonly tf.Variable[],
  {
    learningRate = 2.5e-3,
    betas = [0.9, 0.999],
    epsilon = 1e-8,
    weightDecay = 0,
    warmupSteps = 0,
    ...common
  }: ScheduleFreeAdamwOptions = {},
): Optimizer {
  const name = "schedule-free-adamw";
  const [beta1, beta2] = betas;
  requireInRange(`${name}: betas[0]`, beta1, { min: 0, below: 1 });
  requireInRange(`${name}: betas[1]`, beta2, { min: 0, below: 1 });
  requireInRange(`${name}: epsilon`, epsilon, { above: 0 });
  const settings = { name, beta1, adam: { beta2, epsilon }, weightDecay, warmupSteps };
  return createScheduleFree(settings, variables, learningRate, common);
}

function createScheduleFree(
  settings: ScheduleFreeSettings,
  variables: readonly tf.Variable[],
  learningRate: number,
  common: CommonOptions,
): Optimizer {
  const { name, adam, weightDecay, warmupSteps } = settings;
  requireInRange(`${name}: weightDecay`, weightDecay, { min: 0 });
  requireInRange(`${name}: warmupSteps`, warmupSteps, { min: 0, integer: true });
  return createRuleOptimizer<ScheduleFreeSlots, ScheduleFreeCoefficients>(
    {
      name,
      init: (weights) => ({
        base: weights,
        average: weights,
        square: adam === undefined ? [] : zerosLikeAll(weights),
        largestRate: [tf.scalar(0)],
        weightSum: [tf.scalar(0)],
      }),
      coefficients: (rate, step) => scheduleFreeCoefficients(settings, rate, step),
      update: (inputs, c) => update(inputs, c, weightDecay > 0, common.maxNorm),
      evaluationWeights: (_, { average }) => average,
    },
    variables,
    learningRate,
    common,
  );
}

function update(
  { gradients, weights, slots }: UpdateInputs<ScheduleFreeSlots>,
  c: { readonly [K in keyof ScheduleFreeCoefficients]: tf.Scalar },
  decays: boolean,
  maxNorm: number | undefined,
): Update<ScheduleFreeSlots> {
  const square = slots.square.map((s, i) =>
    tf.tidy(() => multiplyAdd(s, c.beta2, tf.mul(tf.square(gradients[i]!), c.squareShare))),
  );
  const stepped = slots.base.map((z, i) =>
    tf.tidy(() => {
      const root = square[i] && tf.add(tf.mul(tf.sqrt(square[i]), c.rootFactor), c.epsilon);
      const scaled = root === undefined ? gradients[i]! : tf.div(gradients[i]!, root);
      const direction = decays ? multiplyAdd(weights[i]!, c.decay, scaled) : scaled;
      return tf.sub(z, tf.mul(direction, c.rate));
    }),
  );
  // With every z in the ball, the average and the variables, both mixtures of them, are too.
  const base = maxNorm === undefined ? stepped : projectToBall(stepped, maxNorm);

  const largestRate = tf.maximum(slots.largestRate[0]!, c.rate);
  const weight = tf.square(largestRate);
  const weightSum = tf.add(slots.weightSum[0]!, weight);
  const share = tf.div(weight, weightSum).asScalar(); // 1 at the first step
  const mix = (from: TensorList, to: TensorList, part: tf.Scalar) =>
    from.map((a, i) => tf.tidy(() => multiplyAdd(tf.sub(to[i]!, a), part, a)));
  const average = mix(slots.average, base, share);
  return {
    weights: mix(base, average, c.beta1),
    slots: { base, average, square, largestRate: [largestRate], weightSum: [weightSum] },
    stepSize: c.rate,
  };
}

function scheduleFreeCoefficients(settings: ScheduleFreeSettings, rate: number, step: number) {
  const { beta1, adam, weightDecay, warmupSteps } = settings;
  const { beta2, epsilon } = adam ?? { beta2: 0, epsilon: 0 };
  return {
    rate: warmupSteps === 0 ? rate : rate * Math.min(1, step / warmupSteps),
    beta1,
    beta2,
    squareShare: 1 - beta2,
    rootFactor: 1 / Math.sqrt(1 - beta2 ** step), // sqrt(shat) = rootFactor * sqrt(square)
    epsilon,
    decay: weightDecay,
  };
}
