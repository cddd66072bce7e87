import { multiplyAdd, requireInRange, tf } from "../core/index.ts";
import { nanUnlessFinite } from "./non-finite.ts";
import type { Optimizer } from "./optimizer.ts";
import { type CommonOptions, createRuleOptimizer } from "./rule.ts";
import { innerProduct, type TensorList, zerosLikeAll } from "./tensor-list.ts";

/** Options of {@link l4Mom}. The one to tune is `learningRate`. */
export interface L4MomOptions extends CommonOptions {
  /**
   * `alpha` of the paper: share of the way to the lowest loss thought possible that a step goes by
   * the linear model, > 0. Default 0.15.
   */
  readonly learningRate?: number;
  /** Decay of the running mean of the gradient, in `[0, 1)`. Default 0.9. */
  readonly beta?: number;
}

/** Options of {@link l4Adam}. The one to tune is `learningRate`. */
export interface L4AdamOptions extends Omit<L4MomOptions, "beta"> {
  /** Decay of the running mean of the gradient and of its square, each in `[0, 1)`. Default 0.9, 0.999. */
  readonly betas?: readonly [number, number];
  /** Added to the root of the bias-corrected mean square, > 0. Default 1e-4. */
  readonly epsilon?: number;
}

/** What distinguishes the two members. */
interface L4Variant {
  readonly name: string;
  readonly beta1: number;
  /** Absent where the direction is the running mean itself. */
  readonly scaling?: { readonly beta2: number; readonly epsilon: number };
}

interface L4Slots {
  readonly [name: string]: TensorList;
  /** `m`. */
  readonly mean: TensorList;
  /** `s`; empty without scaling. */
  readonly square: TensorList;
  /** `Lmin`, one scalar. */
  readonly lowest: TensorList;
}

/** `Lmin` before the first step, as a share of the first loss. */
const FIRST_SHARE = 0.75;
/** Share of `Lmin` that the loss is thought to reach. */
const REACHABLE_SHARE = 0.9;
/** `Lmin` grows by this factor per step, to forget a minibatch that was lucky. */
const FORGETTING = 1 + 1e-3;
/** Added to `<g, d>`. */
const EPSILON = 1e-12;

/**
 * L4 on momentum: the step along the bias-corrected running mean `m` of the gradients that takes a
 * linear model of the loss a share of the way down,
 * `w -= learningRate (loss - 0.9 Lmin) / (||m||^2 + 1e-12) m`.
 * `Lmin`, 0.75 of the first loss at first, is the lowest loss met; it grows by 0.1 % per step.
 *
 * @param variables - What to train; at least one.
 * @throws {ConfigError} If an option is out of range.
 * @see Rolinek and Martius 2018, "L4: Practical loss-based stepsize adaptation for deep learning".
 */
export function l4Mom(
  variables: readonly tf.Variable[],
  { learningRate, beta = 0.9, ...common }: L4MomOptions = {},
): Optimizer {
  requireInRange("l4mom: beta", beta, { min: 0, below: 1 });
  return createL4({ name: "l4mom", beta1: beta }, variables, learningRate, common);
}

/**
 * L4 on Adam: like {@link l4Mom} along Adam's direction `d = mhat / (sqrt(shat) + epsilon)`,
 * `w -= learningRate (loss - 0.9 Lmin) / (<mhat, d> + 1e-12) d`.
 *
 * @param variables - What to train; at least one.
 * @throws {ConfigError} If an option is out of range.
 * @see Rolinek and Martius 2018, "L4: Practical loss-based stepsize adaptation for deep learning".
 */
export function l4Adam(
  variables: readonly tf.Variable[],
  { learningRate, betas = [0.9, 0.999], epsilon = 1e-4, ...common }: L4AdamOptions = {},
): Optimizer {
  const [beta1, beta2] = betas;
  requireInRange("l4adam: betas[0]", beta1, { min: 0, below: 1 });
  requireInRange("l4adam: betas[1]", beta2, { min: 0, below: 1 });
  requireInRange("l4adam: epsilon", epsilon, { above: 0 });
  const variant = { name: "l4adam", beta1, scaling: { beta2, epsilon } };
  return createL4(variant, variables, learningRate, common);
}

function createL4(
  { name, beta1, scaling }: L4Variant,
  variables: readonly tf.Variable[],
  learningRate = 0.15,
  common: CommonOptions,
): Optimizer {
  return createRuleOptimizer<L4Slots, ReturnType<typeof l4Coefficients>>(
    {
      name,
      init: (weights) => ({
        mean: zerosLikeAll(weights),
        square: scaling === undefined ? [] : zerosLikeAll(weights),
        lowest: [tf.scalar(0)],
      }),
      coefficients: (rate, step) =>
        l4Coefficients(rate, step, beta1, scaling?.beta2 ?? 0, scaling?.epsilon ?? 0),
      update: ({ loss, gradients, weights, slots }, c) => {
        const mean = slots.mean.map((m, i) =>
          tf.tidy(() => multiplyAdd(m, c.beta1, tf.mul(gradients[i]!, c.newMean))),
        );
        const square = slots.square.map((s, i) =>
          tf.tidy(() => multiplyAdd(s, c.beta2, tf.mul(tf.square(gradients[i]!), c.newSquare))),
        );
        const corrected = mean.map((m) => tf.mul(m, c.meanFactor));
        const directions = corrected.map((m, i) => {
          if (scaling === undefined) return m;
          return tf.tidy(() =>
            tf.div(m, multiplyAdd(tf.sqrt(square[i]!), c.rootFactor, c.epsilon)),
          );
        });
        const before = multiplyAdd(slots.lowest[0]!, c.keepsLowest, tf.mul(loss, c.firstShare));
        const lowest = tf.minimum(before, loss);
        const slope = innerProduct(corrected, directions);
        const gap = tf.sub(loss, tf.mul(lowest, REACHABLE_SHARE));
        const stepSize: tf.Scalar = tf.div(tf.mul(gap, c.rate), tf.add(slope, EPSILON));
        const descent: tf.Scalar = tf.neg(stepSize);
        return {
          weights: weights.map((w, i) => multiplyAdd(directions[i]!, descent, w)),
          slots: { mean, square, lowest: [tf.mul(lowest, FORGETTING)] },
          stepSize: nanUnlessFinite(stepSize, slope),
        };
      },
    },
    variables,
    learningRate,
    common,
  );
}

function l4Coefficients(rate: number, step: number, beta1: number, beta2: number, epsilon: number) {
  const isFirst = step === 1;
  return {
    rate,
    beta1,
    newMean: 1 - beta1,
    meanFactor: 1 / (1 - beta1 ** step),
    beta2,
    newSquare: 1 - beta2,
    rootFactor: 1 / Math.sqrt(1 - beta2 ** step),
    epsilon,
    keepsLowest: isFirst ? 0 : 1,
    firstShare: isFirst ? FIRST_SHARE : 0,
  };
}
