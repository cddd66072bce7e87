import { multiplyAdd, requireInRange, tf } from "../core/index.ts";
import type { Optimizer } from "./optimizer.ts";
import { type CommonOptions, createRuleOptimizer } from "./rule.ts";
import { type TensorList, zerosLikeAll } from "./tensor-list.ts";

/** Options of {@link yogi}. The one to tune is `learningRate`. */
export interface YogiOptions extends CommonOptions {
  /** Largest change of a weight per step, about; > 0. Default 1e-2, ten times Adam's. */
  readonly learningRate?: number;
  /** Decay of the running mean of the gradient and of its square, each in `[0, 1)`. Default 0.9, 0.999. */
  readonly betas?: readonly [number, number];
  /** Added to the root of the bias-corrected mean square, > 0. Default 1e-3. */
  readonly epsilon?: number;
}

/**
 * Yogi: Adam whose mean square changes by no more than the square of the gradient at hand,
 * `s -= (1 - beta2) sign(s - g^2) g^2`, so that it forgets large gradients slowly. Both means start
 * at zero and are bias-corrected as in Adam; the first step is Adam's.
 *
 * @param variables - What to train; at least one.
 * @throws {ConfigError} If an option is out of range.
 * @see Zaheer et al. 2018, "Adaptive Methods for Nonconvex Optimization", algorithm 2.
 */
export function yogi(
  variables: readonly tf.Variable[],
  { learningRate = 1e-2, betas = [0.9, 0.999], epsilon = 1e-3, ...common }: YogiOptions = {},
): Optimizer {
  const [beta1, beta2] = betas;
  requireInRange("yogi: betas[0]", beta1, { min: 0, below: 1 });
  requireInRange("yogi: betas[1]", beta2, { min: 0, below: 1 });
  requireInRange("yogi: epsilon", epsilon, { above: 0 });

  return createRuleOptimizer<
    { mean: TensorList; square: TensorList },
    Record<"rate" | "beta1" | "newMean" | "newSquare" | "descent" | "epsilon", number>
  >(
    {
      name: "yogi",
      init: (weights) => ({ mean: zerosLikeAll(weights), square: zerosLikeAll(weights) }),
      coefficients: (rate, step) => {
        const rootFactor = 1 / Math.sqrt(1 - beta2 ** step); // sqrt(shat) = rootFactor * sqrt(s)
        return {
          rate,
          beta1,
          newMean: 1 - beta1,
          newSquare: beta2 - 1,
          descent: -rate / (1 - beta1 ** step) / rootFactor,
          epsilon: epsilon / rootFactor,
        };
      },
      update: ({ gradients, weights, slots }, c) => {
        const mean = slots.mean.map((m, i) =>
          tf.tidy(() => multiplyAdd(m, c.beta1, tf.mul(gradients[i]!, c.newMean))),
        );
        const square = slots.square.map((s, i) =>
          tf.tidy(() => {
            const newest = tf.square(gradients[i]!);
            return multiplyAdd(tf.mul(tf.sign(tf.sub(s, newest)), newest), c.newSquare, s);
          }),
        );
        return {
          weights: weights.map((w, i) =>
            tf.tidy(() => {
              const root = tf.tidy(() => tf.add(tf.sqrt(square[i]!), c.epsilon));
              return multiplyAdd(tf.div(mean[i]!, root), c.descent, w);
            }),
          ),
          slots: { mean, square },
          stepSize: c.rate,
        };
      },
    },
    variables,
    learningRate,
    common,
  );
}
