import { requireInRange, tf } from "../core/index.ts";
import type { Optimizer } from "./optimizer.ts";
import { type CommonOptions, createRuleOptimizer } from "./rule.ts";
import { type TensorList, zerosLikeAll } from "./tensor-list.ts";

/** Options of {@link sgd}. */
export interface SgdOptions extends CommonOptions {
  /** Step length along the gradient, > 0. Default 0.1. */
  readonly learningRate?: number;
  /** Share of the last step kept, in `[0, 1)`. Default 0. */
  readonly momentum?: number;
  /** Looks ahead along the momentum. Default false. */
  readonly nesterov?: boolean;
  /** Adds `weightDecay * w` to the gradient, >= 0. Default 0. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent: `d = g + weightDecay w`, `v <- momentum v + d`, `w -= learningRate v`
 * (Nesterov: `w -= learningRate (d + momentum v)`).
 *
 * @param variables - What to train; at least one.
 * @throws {ConfigError} If an option is out of range.
 * @see Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning".
 */
export function sgd(
  variables: readonly tf.Variable[],
  { learningRate = 0.1, momentum = 0, nesterov = false, weightDecay = 0, maxNorm }: SgdOptions = {},
): Optimizer {
  requireInRange("sgd: momentum", momentum, { min: 0, below: 1 });
  requireInRange("sgd: weightDecay", weightDecay, { min: 0 });

  return createRuleOptimizer<
    { velocity: TensorList },
    Record<"rate" | "momentum" | "decay", number>
  >(
    {
      name: "sgd",
      init: (weights) => ({ velocity: momentum === 0 ? [] : zerosLikeAll(weights) }),
      coefficients: (rate) => ({ rate, momentum, decay: weightDecay }),
      update: ({ gradients, weights, slots }, c) => {
        const directions =
          weightDecay === 0
            ? gradients
            : gradients.map((gradient, i) => tf.add(gradient, tf.mul(weights[i]!, c.decay)));
        const velocity = slots.velocity.map((v, i) =>
          tf.add(tf.mul(v, c.momentum), directions[i]!),
        );
        const steps = weights.map((_, i) => {
          if (momentum === 0) return directions[i]!;
          return nesterov ? tf.add(directions[i]!, tf.mul(velocity[i]!, c.momentum)) : velocity[i]!;
        });
        return {
          weights: weights.map((w, i) => tf.sub(w, tf.mul(steps[i]!, c.rate))),
          slots: { velocity },
          stepSize: c.rate,
        };
      },
    },
    variables,
    learningRate,
    { maxNorm },
  );
}
