import { multiplyAdd, requireInRange, tf } from "../core/index.ts";
import { nanUnlessFinite } from "./non-finite.ts";
import type { Optimizer } from "./optimizer.ts";
import { type CommonOptions, createRuleOptimizer } from "./rule.ts";
import { innerProduct, type TensorList, zerosLikeAll } from "./tensor-list.ts";

/** Options of {@link dfw}. The one to tune is `learningRate`. */
export interface DfwOptions extends CommonOptions {
  /** Proximal weight `eta` and largest step size, > 0. Default 0.1. */
  readonly learningRate?: number;
  /** Share of the last step kept, in `[0, 1)`. Default 0. */
  readonly momentum?: number;
  /** Adds `weightDecay / 2 ||w||^2` to the loss, >= 0. Default 0. */
  readonly weightDecay?: number;
}

/** Added to `learningRate ||g||^2`. */
const EPSILON = 1e-5;

/**
 * Deep Frank-Wolfe, for the multi-class hinge loss: one conditional-gradient step with exact line
 * search on the dual of the proximal problem. With `r = weightDecay w`,
 * `gamma = clip((loss - learningRate <g, r>) / (learningRate ||g||^2 + 1e-5), 0, 1)`,
 * `w -= learningRate (r + gamma g)`, then Nesterov momentum
 * `v <- momentum v - learningRate gamma (g + r)`, `w += momentum v`.
 *
 * @param variables - What to train; at least one.
 * @returns Reports `gamma`.
 * @throws {ConfigError} If an option is out of range.
 * @see Berrada et al. 2019, "Deep Frank-Wolfe For Neural Network Optimization".
 */
export function dfw(
  variables: readonly tf.Variable[],
  { learningRate = 0.1, momentum = 0, weightDecay = 0, ...common }: DfwOptions = {},
): Optimizer {
  requireInRange("dfw: momentum", momentum, { min: 0, below: 1 });
  requireInRange("dfw: weightDecay", weightDecay, { min: 0 });

  return createRuleOptimizer<
    { velocity: TensorList },
    Record<"eta" | "momentum" | "decay" | "shrinkage" | "epsilon", number>
  >(
    {
      name: "dfw",
      init: (weights) => ({ velocity: momentum === 0 ? [] : zerosLikeAll(weights) }),
      coefficients: (eta) => ({
        eta,
        momentum,
        decay: weightDecay,
        shrinkage: 1 - eta * weightDecay,
        epsilon: EPSILON,
      }),
      update: ({ loss, gradients, weights, slots }, c) => {
        const squaredNorm = innerProduct(gradients, gradients);
        const slope = tf.mul(innerProduct(gradients, weights), c.decay); // <g, r>
        const numerator = weightDecay === 0 ? loss : tf.sub(loss, tf.mul(slope, c.eta));
        const quotient = tf.div(numerator, multiplyAdd(squaredNorm, c.eta, c.epsilon));
        const gamma: tf.Scalar = tf.minimum(tf.maximum(quotient, 0), 1);
        const stepSize: tf.Scalar = tf.mul(gamma, c.eta);
        const descent: tf.Scalar = tf.neg(stepSize);
        const velocity = slots.velocity.map((v, i) =>
          tf.tidy(() => {
            const direction = multiplyAdd(weights[i]!, c.decay, gradients[i]!);
            return multiplyAdd(v, c.momentum, tf.mul(direction, descent));
          }),
        );
        return {
          weights: weights.map((w, i) =>
            tf.tidy(() => {
              const moved = multiplyAdd(gradients[i]!, descent, tf.mul(w, c.shrinkage));
              return momentum === 0 ? moved : multiplyAdd(velocity[i]!, c.momentum, moved);
            }),
          ),
          slots: { velocity },
          stepSize: nanUnlessFinite(stepSize, squaredNorm),
          check: squaredNorm,
          details: { gamma },
        };
      },
    },
    variables,
    learningRate,
    common,
  );
}
