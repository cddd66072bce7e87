import { requireInRange, ShapeError, softmaxCrossEntropy, tf } from "../core/index.ts";

/**
 * A loss of a minibatch, mean over its examples, never negative.
 *
 * @param logits - Scores, `[B, C]`.
 * @param labels - Class of each example, `[B]`, int32.
 */
export type Loss = (logits: tf.Tensor2D, labels: tf.Tensor1D) => tf.Scalar;

/**
 * Cross-entropy `-log softmax(s)[y]` in nats; approaches 0 and never reaches it.
 *
 * @param logits - Scores, `[B, C]`.
 * @param labels - Class of each example, `[B]`, int32.
 * @throws {ShapeError} If there is not one label for each row of logits.
 * @throws {ConfigError} If a label is no class.
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return softmaxCrossEntropy(logits, labels);
}

/**
 * Multi-class hinge (Crammer and Singer) `max_j (s_j + [j != y] - s_y)`; exactly 0, with zero
 * gradient, once every margin is 1. The subgradient takes the first maximising class alone.
 *
 * @param logits - Scores, `[B, C]`.
 * @param labels - Class of each example, `[B]`, int32.
 * @throws {ShapeError} If there is not one label for each row of logits.
 */
export function multiClassHinge(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  checkShapes("multiClassHinge", logits, labels);
  const [batch, numClasses] = logits.shape;
  const isLabel = tf.oneHot(labels, numClasses, 1, 0, "float32"); // [B, C]
  const relative = logits.sub<tf.Tensor2D>(isLabel); // s_j - [j = y]: the label gives s_y - 1
  // argMax takes the first of equals, and its gradient is 0: what is picked counts as constant.
  const isHardest = tf.oneHot(tf.argMax(relative, 1), numClasses, 1, 0, "float32"); // [B, C]
  return relative.mul<tf.Tensor2D>(isHardest.sub(isLabel)).sum<tf.Scalar>().div(batch);
}

/** Options of {@link smoothHinge}. */
export interface SmoothHingeOptions {
  /** `tau` > 0, in units of the scores: the smaller, the nearer to the hinge. By default 1. */
  readonly temperature?: number;
}

/**
 * Makes a smooth multi-class hinge `tau log sum_j exp((s_j + [j != y] - s_y) / tau)`.
 *
 * It lies above {@link multiClassHinge} by at most `tau log C`. Its lower bound is 0, which it
 * approaches as all margins grow and never reaches: a margin of 1, where the hinge is 0, still costs
 * up to `tau log C`, so interpolation within a small loss needs margins well above 1 at `tau` 1.
 * Its gradient never vanishes either.
 *
 * @throws {ConfigError} If the temperature is not positive.
 * @example
 * const loss = smoothHinge({ temperature: 0.5 });
 * @see Berrada et al. 2018, "Smooth Loss Functions for Deep Top-k Classification", for k = 1. Deep
 *   Frank-Wolfe's published code smooths otherwise: it weighs the margins with `softmax(s)`.
 */
export function smoothHinge({ temperature = 1 }: SmoothHingeOptions = {}): Loss {
  requireInRange("smoothHinge: temperature", temperature, {
    above: 0,
    below: Number.POSITIVE_INFINITY,
  });
  return (logits, labels) => {
    checkShapes("smoothHinge", logits, labels);
    const isLabel = tf.oneHot(labels, logits.shape[1], 1, 0, "float32"); // [B, C]
    // The cross-entropy of (s_j - [j = y]) / tau is the same sum in units of tau.
    const scores = logits.sub(isLabel).div<tf.Tensor2D>(temperature);
    return crossEntropy(scores, labels).mul(temperature);
  };
}

function checkShapes(name: string, logits: tf.Tensor2D, labels: tf.Tensor1D): void {
  const fits = logits.rank === 2 && labels.rank === 1 && labels.shape[0] === logits.shape[0];
  if (fits) return;
  throw new ShapeError(`${name}: labels for logits [${logits.shape}]`, {
    expected: [logits.shape[0] ?? "B"],
    actual: labels.shape,
  });
}
