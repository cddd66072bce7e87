import { multiplyAdd, requireInRange, tf } from "../core/index.ts";
import { nanUnlessFinite } from "./non-finite.ts";
import type { Optimizer } from "./optimizer.ts";
import { type CommonOptions, createRuleOptimizer } from "./rule.ts";
import { innerProduct, type TensorList } from "./tensor-list.ts";

/** Options of {@link sps}. The one to tune is `scale`. */
export interface SpsOptions extends CommonOptions {
  /** `c` of the paper: divides Polyak's step, > 0. Default 0.5; 0.2 for deep networks. */
  readonly scale?: number;
  /** Largest step size, > 0. Default `Infinity`: only `growth` bounds it. */
  readonly learningRate?: number;
  /**
   * Largest ratio of a step size to the one before, >= 1, the first coming after 1; `Infinity` for
   * none. The authors double the step size per epoch, `2 ** (1 / batchesPerEpoch)`.
   * Default `2 ** (1 / 500)`.
   */
  readonly growth?: number;
  /** Least value of every minibatch's loss, loss units. Default 0. */
  readonly lowerBound?: number;
}

/** Shorter gradients count as zero. */
const SHORTEST_GRADIENT = 1e-8;
/** Added to `scale ||g||^2`. */
const EPSILON = 1e-8;

/**
 * Stochastic Polyak step size:
 * `gamma = min(learningRate, growth gamma_before, (loss - lowerBound) / (scale ||g||^2 + 1e-8))`,
 * `w -= gamma g`. A step of length zero does not count as the one before, from which none grows.
 *
 * @param variables - What to train; at least one.
 * @throws {ConfigError} If an option is out of range.
 * @see Loizou et al. 2021, "Stochastic Polyak Step-size for SGD: An Adaptive Learning Rate for Fast
 *   Convergence".
 */
export function sps(
  variables: readonly tf.Variable[],
  {
    scale = 0.5,
    learningRate = Number.POSITIVE_INFINITY,
    growth = 2 ** (1 / 500),
    lowerBound = 0,
    ...common
  }: SpsOptions = {},
): Optimizer {
  requireInRange("sps: scale", scale, { above: 0 });
  requireInRange("sps: growth", growth, { min: 1 });
  requireInRange("sps: lowerBound", lowerBound, {});
  const isSmooth = growth < Number.POSITIVE_INFINITY;

  return createRuleOptimizer<
    { previous: TensorList },
    Record<"maxStepSize" | "scale" | "growth" | "lowerBound" | "epsilon", number>
  >(
    {
      name: "sps",
      init: () => ({ previous: isSmooth ? [tf.scalar(1)] : [] }),
      coefficients: (maxStepSize) => ({ maxStepSize, scale, growth, lowerBound, epsilon: EPSILON }),
      update: ({ loss, gradients, weights, slots }, c) => {
        const squaredNorm = innerProduct(gradients, gradients);
        const gap = tf.maximum(tf.sub(loss, c.lowerBound), 0);
        const polyak = tf.div(gap, multiplyAdd(squaredNorm, c.scale, c.epsilon));
        const [previous] = slots.previous;
        const largest = previous
          ? tf.minimum(c.maxStepSize, tf.mul(previous, c.growth))
          : c.maxStepSize;
        const isZero = tf.less(squaredNorm, SHORTEST_GRADIENT ** 2);
        const stepSize = tf.where(isZero, 0, tf.minimum(polyak, largest)).asScalar();
        const descent: tf.Scalar = tf.neg(stepSize);
        return {
          weights: weights.map((w, i) => multiplyAdd(gradients[i]!, descent, w)),
          slots: {
            previous: slots.previous.map((last) =>
              tf.where(tf.greater(stepSize, 0), stepSize, last),
            ),
          },
          stepSize: nanUnlessFinite(stepSize, squaredNorm),
          check: squaredNorm,
        };
      },
    },
    variables,
    learningRate,
    common,
  );
}
