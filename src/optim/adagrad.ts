import { multiplyAdd, requireInRange, tf } from "../core/index.ts";
import type { Optimizer } from "./optimizer.ts";
import { type CommonOptions, createRuleOptimizer } from "./rule.ts";
import { type TensorList, zerosLikeAll } from "./tensor-list.ts";

/** Options of {@link adagrad}. */
export interface AdagradOptions extends CommonOptions {
  /** > 0. Default 0.01. */
  readonly learningRate?: number;
  /** Added to the root of the summed squares, > 0. Default 1e-10. */
  readonly epsilon?: number;
}

/**
 * Adagrad: `s += g^2`, `w -= learningRate g / (sqrt(s) + epsilon)`, elementwise.
 *
 * @param variables - What to train; at least one.
 * @throws {ConfigError} If an option is out of range.
 * @see Duchi et al. 2011, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization".
 */
export function adagrad(
  variables: readonly tf.Variable[],
  { learningRate = 0.01, epsilon = 1e-10, ...common }: AdagradOptions = {},
): Optimizer {
  requireInRange("adagrad: epsilon", epsilon, { above: 0 });

  return createRuleOptimizer<{ sum: TensorList }, Record<"rate" | "descent" | "epsilon", number>>(
    {
      name: "adagrad",
      init: (weights) => ({ sum: zerosLikeAll(weights) }),
      coefficients: (rate) => ({ rate, descent: -rate, epsilon }),
      update: ({ gradients, weights, slots }, c) => {
        const sum = slots.sum.map((s, i) => tf.tidy(() => tf.add(s, tf.square(gradients[i]!))));
        return {
          weights: weights.map((w, i) =>
            tf.tidy(() => {
              const root = tf.add(tf.sqrt(sum[i]!), c.epsilon);
              return multiplyAdd(tf.div(gradients[i]!, root), c.descent, w);
            }),
          ),
          slots: { sum },
          stepSize: c.rate,
        };
      },
    },
    variables,
    learningRate,
    common,
  );
}
