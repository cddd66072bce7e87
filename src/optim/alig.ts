import { multiplyAdd, requireInRange, tf } from "../core/index.ts";
import { nanUnlessFinite } from "./non-finite.ts";
import type { Optimizer } from "./optimizer.ts";
import { type CommonOptions, createRuleOptimizer } from "./rule.ts";
import { innerProduct, type TensorList, zerosLikeAll } from "./tensor-list.ts";

/** Options of {@link alig}. */
export interface AligOptions extends CommonOptions {
  /** Largest step size, > 0; `Infinity` for no cap. Default 0.1. */
  readonly learningRate?: number;
  /** Share of the last step kept, in `[0, 1)`. Default 0. */
  readonly momentum?: number;
  /** Applies the step size to the momentum when it is used, not when it is collected. Default false. */
  readonly adjustedMomentum?: boolean;
  /** Added to `||g||^2`, > 0. Default 1e-5. */
  readonly epsilon?: number;
}

/**
 * ALI-G, the Polyak step of an interpolating model with a cap:
 * `gamma = min(learningRate, loss / (||g||^2 + epsilon))`, `w -= gamma g`, with Nesterov momentum
 * `v <- momentum v - gamma g`, `w += momentum v`. The loss must be >= 0 with minimum about 0:
 * constrain the weights by `maxNorm` instead of penalising them.
 *
 * @param variables - What to train; at least one.
 * @throws {ConfigError} If an option is out of range.
 * @see Berrada et al. 2020, "Training Neural Networks for and by Interpolation", algorithm 1.
 */
export function alig(
  variables: readonly tf.Variable[],
  {
    learningRate = 0.1,
    momentum = 0,
    adjustedMomentum = false,
    epsilon = 1e-5,
    ...common
  }: AligOptions = {},
): Optimizer {
  requireInRange("alig: momentum", momentum, { min: 0, below: 1 });
  requireInRange("alig: epsilon", epsilon, { above: 0 });

  return createRuleOptimizer<
    { velocity: TensorList },
    Record<"maxStepSize" | "momentum" | "epsilon", number>
  >(
    {
      name: "alig",
      lowerBound: 0,
      init: (weights) => ({ velocity: momentum === 0 ? [] : zerosLikeAll(weights) }),
      coefficients: (maxStepSize) => ({ maxStepSize, momentum, epsilon }),
      update: ({ loss, gradients, weights, slots }, c) => {
        const squaredNorm = innerProduct(gradients, gradients);
        const polyak = tf.div(loss, tf.add(squaredNorm, c.epsilon));
        const stepSize: tf.Scalar = tf.minimum(tf.maximum(polyak, 0), c.maxStepSize);
        const descent: tf.Scalar = tf.neg(stepSize);
        // `v` here is the paper's with its sign turned.
        const velocity = slots.velocity.map((v, i) =>
          tf.tidy(() => {
            const gradient = gradients[i]!;
            const collected = adjustedMomentum ? gradient : tf.mul(gradient, stepSize);
            return multiplyAdd(v, c.momentum, collected);
          }),
        );
        const share: tf.Scalar = tf.mul(c.momentum, adjustedMomentum ? descent : -1);
        return {
          weights: weights.map((w, i) =>
            tf.tidy(() => {
              const moved = multiplyAdd(gradients[i]!, descent, w);
              return momentum === 0 ? moved : multiplyAdd(velocity[i]!, share, moved);
            }),
          ),
          slots: { velocity },
          check: squaredNorm,
          stepSize: nanUnlessFinite(stepSize, squaredNorm),
        };
      },
    },
    variables,
    learningRate,
    common,
  );
}
