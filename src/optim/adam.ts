import {
  type AdamCoefficients,
  type AdamTensors,
  adamStep,
  multiplyAdd,
  requireInRange,
  tf,
} from "../core/index.ts";
import type { Optimizer } from "./optimizer.ts";
import { type ClippedOptions, createRuleOptimizer } from "./rule.ts";
import { type TensorList, zerosLikeAll } from "./tensor-list.ts";

/** Options of {@link adam}, {@link adamw} and {@link amsgrad}. */
export interface AdamOptions extends ClippedOptions {
  /** Largest change of a weight per step, about; > 0. Default 1e-3. */
  readonly learningRate?: number;
  /** Decay of the running mean of the gradient and of its square, each in `[0, 1)`. Default 0.9, 0.999. */
  readonly betas?: readonly [number, number];
  /** Added to the root of the bias-corrected mean square, > 0. Default 1e-8. */
  readonly epsilon?: number;
  /** >= 0. Adam and AMSGrad (default 0) add `weightDecay * w` to the gradient; AdamW (default 0.01) shrinks the weights apart. */
  readonly weightDecay?: number;
}

/** What distinguishes the members of the family. */
interface AdamVariant {
  readonly name: string;
  readonly decoupled: boolean;
  readonly keepsLargestSquare: boolean;
}

interface AdamSlots {
  readonly [name: string]: TensorList;
  /** `m / (1 - beta1)`. */
  readonly mean: TensorList;
  /** `s / (1 - beta2)`. */
  readonly square: TensorList;
  /** Elementwise largest `square` so far; empty except for AMSGrad. */
  readonly largestSquare: TensorList;
}

/**
 * Adam: `w -= learningRate mhat / (sqrt(shat) + epsilon)` with bias-corrected running means of the
 * gradient and of its square.
 *
 * @param variables - What to train; at least one.
 * @throws {ConfigError} If an option is out of range.
 * @see Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization", algorithm 1.
 */
export function adam(variables: readonly tf.Variable[], options: AdamOptions = {}): Optimizer {
  const variant = { name: "adam", decoupled: false, keepsLargestSquare: false };
  return createAdam(variant, variables, options);
}

/**
 * Adam with decoupled weight decay: `w *= 1 - learningRate weightDecay` before each Adam step.
 *
 * @param variables - What to train; at least one.
 * @throws {ConfigError} If an option is out of range.
 * @see Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", algorithm 2.
 */
export function adamw(variables: readonly tf.Variable[], options: AdamOptions = {}): Optimizer {
  const variant = { name: "adamw", decoupled: true, keepsLargestSquare: false };
  return createAdam(variant, variables, { weightDecay: 0.01, ...options });
}

/**
 * Adam that divides by the largest mean square met so far.
 *
 * @param variables - What to train; at least one.
 * @throws {ConfigError} If an option is out of range.
 * @see Reddi et al. 2018, "On the Convergence of Adam and Beyond", algorithm 2.
 */
export function amsgrad(variables: readonly tf.Variable[], options: AdamOptions = {}): Optimizer {
  const variant = { name: "amsgrad", decoupled: false, keepsLargestSquare: true };
  return createAdam(variant, variables, options);
}

function createAdam(
  { name, decoupled, keepsLargestSquare }: AdamVariant,
  variables: readonly tf.Variable[],
  {
    learningRate = 1e-3,
    betas = [0.9, 0.999],
    epsilon = 1e-8,
    weightDecay = 0,
    ...common
  }: AdamOptions,
): Optimizer {
  const [beta1, beta2] = betas;
  requireInRange(`${name}: betas[0]`, beta1, { min: 0, below: 1 });
  requireInRange(`${name}: betas[1]`, beta2, { min: 0, below: 1 });
  requireInRange(`${name}: epsilon`, epsilon, { above: 0 });
  requireInRange(`${name}: weightDecay`, weightDecay, { min: 0 });

  return createRuleOptimizer<AdamSlots, ReturnType<typeof adamCoefficients>>(
    {
      name,
      init: (weights) => ({
        mean: zerosLikeAll(weights),
        square: zerosLikeAll(weights),
        largestSquare: keepsLargestSquare ? zerosLikeAll(weights) : [],
      }),
      coefficients: (rate, step) =>
        adamCoefficients({ rate, step, beta1, beta2, epsilon, weightDecay, decoupled }),
      update: ({ gradients, weights, slots }, c) => {
        const directions = gradients.map((gradient, i) =>
          decoupled || weightDecay === 0 ? gradient : multiplyAdd(weights[i]!, c.decay, gradient),
        );
        const steps = directions.map((direction, i) => {
          const tensors = { weights: weights[i]!, mean: slots.mean[i]!, square: slots.square[i]! };
          const largest = slots.largestSquare[i];
          return largest === undefined
            ? { ...adamStep(tensors, direction, c), largest }
            : amsgradStep({ ...tensors, largest }, direction, c);
        });
        return {
          weights: steps.map((step) => step.weights),
          slots: {
            mean: steps.map(({ mean }) => mean),
            square: steps.map(({ square }) => square),
            largestSquare: steps.flatMap(({ largest }) => largest ?? []),
          },
          stepSize: c.rate,
          check: tf.addN(steps.map(({ check }) => check)).asScalar(),
        };
      },
    },
    variables,
    learningRate,
    common,
  );
}

/** Adam's step, divided by the largest mean square met so far. */
function amsgradStep(
  { weights, mean, square, largest }: AdamTensors & { readonly largest: tf.Tensor },
  gradient: tf.Tensor,
  { beta1, beta2, descent, epsilon, shrinkage }: AdamCoefficients,
) {
  const nextMean = multiplyAdd(mean, beta1, gradient);
  const nextSquare = tf.tidy(() => multiplyAdd(square, beta2, tf.square(gradient)));
  const nextLargest = tf.maximum(largest, nextSquare);
  const nextWeights = tf.tidy(() => {
    const ratio = tf.div(nextMean, tf.add(tf.sqrt(nextLargest), epsilon));
    return multiplyAdd(ratio, descent, tf.mul(weights, shrinkage));
  });
  const check = tf.sum(gradient).asScalar();
  return { weights: nextWeights, mean: nextMean, square: nextSquare, largest: nextLargest, check };
}

/**
 * The running means are stored without their factors `1 - beta`, two passes over the weights less
 * per step; `descent` and `epsilon` take these factors and the bias corrections in.
 */
function adamCoefficients(options: {
  readonly rate: number;
  readonly step: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly decoupled: boolean;
}) {
  const { rate, step, beta1, beta2, epsilon, weightDecay, decoupled } = options;
  const meanFactor = (1 - beta1) / (1 - beta1 ** step); // mhat = meanFactor * mean
  const rootFactor = Math.sqrt((1 - beta2) / (1 - beta2 ** step)); // sqrt(shat) = rootFactor * sqrt(square)
  return {
    rate,
    beta1,
    beta2,
    decay: weightDecay,
    shrinkage: decoupled ? 1 - rate * weightDecay : 1,
    descent: (-rate * meanFactor) / rootFactor,
    epsilon: epsilon / rootFactor,
  };
}
