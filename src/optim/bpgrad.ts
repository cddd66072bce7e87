import { multiplyAdd, requireInRange, tf } from "../core/index.ts";
import { nanUnlessFinite } from "./non-finite.ts";
import type { Optimizer } from "./optimizer.ts";
import { type CommonOptions, createRuleOptimizer } from "./rule.ts";
import { innerProduct, type TensorList, zerosLikeAll } from "./tensor-list.ts";

/** Options of {@link bpgrad}. The one to tune is `learningRate`. */
export interface BpgradOptions extends CommonOptions {
  /** Way along the unit gradient per unit of loss, > 0; about one over a Lipschitz constant. Default 0.1. */
  readonly learningRate?: number;
  /** Share of the last step kept, in `[0, 1)`. Default 0.9. */
  readonly momentum?: number;
  /** Adds `weightDecay / 2 ||w||^2` to the loss, >= 0. Default 0. */
  readonly weightDecay?: number;
}

/** Added to `||g||`. */
const EPSILON = 1e-5;

/**
 * BPGrad: a step as long as the loss is high, `v <- momentum v - learningRate F g / (||g|| + 1e-5)`,
 * `w += v`, with `F` the penalised loss and `g` its gradient. The loss must be >= 0 with minimum
 * about 0.
 *
 * @param variables - What to train; at least one.
 * @returns Reports `gamma = F / (||g|| + 1e-5)`.
 * @throws {ConfigError} If an option is out of range.
 * @see Zhang et al. 2018, "BPGrad: Towards Global Optimality in Deep Learning via Branch and Pruning".
 */
export function bpgrad(
  variables: readonly tf.Variable[],
  { learningRate = 0.1, momentum = 0.9, weightDecay = 0, ...common }: BpgradOptions = {},
): Optimizer {
  requireInRange("bpgrad: momentum", momentum, { min: 0, below: 1 });
  requireInRange("bpgrad: weightDecay", weightDecay, { min: 0 });

  return createRuleOptimizer<
    { velocity: TensorList },
    Record<"rate" | "momentum" | "decay" | "halfDecay" | "epsilon", number>
  >(
    {
      name: "bpgrad",
      init: (weights) => ({ velocity: momentum === 0 ? [] : zerosLikeAll(weights) }),
      coefficients: (rate) => ({
        rate,
        momentum,
        decay: weightDecay,
        halfDecay: weightDecay / 2,
        epsilon: EPSILON,
      }),
      update: ({ loss, gradients, weights, slots }, c) => {
        const directions = gradients.map((gradient, i) =>
          weightDecay === 0 ? gradient : multiplyAdd(weights[i]!, c.decay, gradient),
        );
        const penalised =
          weightDecay === 0 ? loss : multiplyAdd(innerProduct(weights, weights), c.halfDecay, loss);
        const squaredNorm = innerProduct(directions, directions);
        const gamma: tf.Scalar = tf.div(penalised, tf.add(tf.sqrt(squaredNorm), c.epsilon));
        const stepSize: tf.Scalar = tf.mul(gamma, c.rate);
        const descent: tf.Scalar = tf.neg(stepSize);
        // Authors' code: no step at all without momentum.
        const velocity = directions.map((direction, i) =>
          tf.tidy(() => {
            const step = tf.mul(direction, descent);
            return momentum === 0 ? step : multiplyAdd(slots.velocity[i]!, c.momentum, step);
          }),
        );
        return {
          weights: weights.map((w, i) => tf.add(w, velocity[i]!)),
          slots: { velocity: momentum === 0 ? [] : velocity },
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
