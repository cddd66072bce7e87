import { ShapeError, softmaxCrossEntropy, tf, withGradient } from "../core/index.ts";

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

/**
 * The hinge smoothed as Deep Frank-Wolfe's experiments do: its margins weighted by `xi = softmax(s)`,
 * `sum_j xi_j (s_j + [j != y] - s_y)`, with the gradient's `xi` held constant. An example whose weighted
 * margin is negative takes the hinge itself, so the loss is >= 0 and exactly 0 once every margin is 1.
 *
 * @param logits - Scores, `[B, C]`.
 * @param labels - Class of each example, `[B]`, int32.
 * @throws {ShapeError} If there is not one label for each row of logits.
 * @see Berrada et al. 2019, "Deep Frank-Wolfe for Neural Network Optimization".
 */
export function smoothedHinge(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  checkShapes("smoothedHinge", logits, labels);
  const [batch, numClasses] = logits.shape;
  const isLabel = tf.oneHot(labels, numClasses, 1, 0, "float32"); // [B, C]
  return withGradient<tf.Scalar>([logits], (save) => {
    const relative = logits.sub<tf.Tensor2D>(isLabel); // s_j - [j = y]: the label gives s_y - 1
    const margins = relative.sub(relative.mul(isLabel).sum(1, true)); // [B, C]
    const isHardest = tf.oneHot(tf.argMax(relative, 1), numClasses, 1, 0, "float32");
    const soft = tf.softmax(logits);
    const isSoft = soft.mul(margins).sum(1, true).greaterEqual(0); // [B, 1]
    const weights = tf.where(tf.broadcastTo(isSoft, [batch, numClasses]), soft, isHardest);
    save([weights.sub(isLabel)]);
    return {
      value: weights.mul(margins).sum<tf.Scalar>().div(batch),
      gradFunc: (dy, [slope]) => [slope!.mul(dy.div(batch))],
    };
  });
}

function checkShapes(name: string, logits: tf.Tensor2D, labels: tf.Tensor1D): void {
  const fits = logits.rank === 2 && labels.rank === 1 && labels.shape[0] === logits.shape[0];
  if (fits) return;
  throw new ShapeError(`${name}: labels for logits [${logits.shape}]`, {
    expected: [logits.shape[0] ?? "B"],
    actual: labels.shape,
  });
}
