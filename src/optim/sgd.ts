import { momentumStep, multiplyAdd, requireInRange, tf } from "../core/index.ts";
import type { Optimizer } from "./optimizer.ts";
import { type ClippedOptions, createRuleOptimizer } from "./rule.ts";
import { type TensorList, zerosLikeAll } from "./tensor-list.ts";

/** Options of {@link sgd}. */
export interface SgdOptions extends ClippedOptions {
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
  {
    learningRate = 0.1,
    momentum = 0,
    nesterov = false,
    weightDecay = 0,
    ...common
  }: SgdOptions = {},
): Optimizer {
  requireInRange("sgd: momentum", momentum, { min: 0, below: 1 });
  requireInRange("sgd: weightDecay", weightDecay, { min: 0 });

  return createRuleOptimizer<
    { velocity: TensorList },
    Record<"rate" | "descent" | "momentum" | "decay", number>
  >(
    {
      name: "sgd",
      init: (weights) => ({ velocity: momentum === 0 ? [] : zerosLikeAll(weights) }),
      coefficients: (rate) => ({ rate, descent: -rate, momentum, decay: weightDecay }),
      update: ({ gradients, weights, slots }, c) => {
        if (momentum === 0) {
          const directions = gradients.map((gradient, i) =>
            weightDecay === 0 ? gradient : multiplyAdd(weights[i]!, c.decay, gradient),
          );
          return {
            weights: weights.map((w, i) => multiplyAdd(directions[i]!, c.descent, w)),
            slots,
            stepSize: c.rate,
          };
        }
        const steps = weights.map((w, i) =>
          momentumStep(
            { weights: w, velocity: slots.velocity[i]!, gradient: gradients[i]! },
            c,
            nesterov,
          ),
        );
        return {
          weights: steps.map((step) => step.weights),
          slots: { velocity: steps.map(({ velocity }) => velocity) },
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
