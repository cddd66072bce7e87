import { nativeBackend, tf } from "../engine.ts";
import { ConfigError, ShapeError } from "../errors.ts";
import { withGradient } from "./custom-gradient.ts";
import { nativeReason, runNativeOutputs } from "./native.ts";

/**
 * Mean over the batch of the cross-entropy `-log softmax(logits)[label]`, in nats.
 *
 * One operation gives the losses and their gradients. Differentiable once, in `logits`.
 *
 * @param logits - Scores, `[B, C]`, float32.
 * @param labels - Class of each example, `[B]`, int32, in `[0, C)`.
 * @throws {ShapeError} If there is not one label for each row of logits.
 * @throws {ConfigError} If labels are not int32, or one is outside `[0, C)`; on a GPU, which can
 *   not tell, such a label makes the loss NaN.
 */
export function softmaxCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  const batch = logits.shape[0];
  return crossEntropyOf(logits, labels, {
    reduce: (losses) => tf.mean<tf.Scalar>(losses),
    spread: (dy, gradients) => gradients.mul(dy.mul(1 / batch)),
  });
}

/**
 * Cross-entropy of each row, in nats; otherwise as {@link softmaxCrossEntropy}.
 *
 * @returns `[B]`.
 */
export function softmaxCrossEntropies(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  return crossEntropyOf(logits, labels, {
    reduce: (losses) => tf.clone(losses),
    spread: (dy, gradients) => gradients.mul(dy.expandDims(1)), // [B, C] x [B, 1]
  });
}

function crossEntropyOf<T extends tf.Tensor>(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  {
    reduce,
    spread,
  }: {
    readonly reduce: (losses: tf.Tensor1D) => T;
    readonly spread: (dy: T, gradients: tf.Tensor) => tf.Tensor;
  },
): T {
  requireLabels(logits, labels);
  return tf.tidy(() => {
    const [losses, gradients] = lossesAndGradients(logits, labels); // [B], [B, C]
    return withGradient<T>([logits], (save) => {
      save([gradients]);
      return {
        value: reduce(losses),
        gradFunc: (dy, [saved]) => [spread(dy, saved!)],
      };
    });
  });
}

function lossesAndGradients(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
): [losses: tf.Tensor1D, gradients: tf.Tensor2D] {
  const backend = nativeBackend();
  const numClasses = logits.shape[1];
  if (backend === undefined) return plainLossesAndGradients(logits, labels);
  try {
    return runNativeOutputs<[tf.Tensor1D, tf.Tensor2D]>(
      backend,
      {
        name: "SparseSoftmaxCrossEntropyWithLogits",
        inputs: [logits, labels],
        attributes: { types: { T: "float32", Tlabels: "int32" } },
      },
      2,
    );
  } catch (cause) {
    throw labelError(numClasses, nativeReason(cause), cause);
  }
}

function plainLossesAndGradients(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
): [losses: tf.Tensor1D, gradients: tf.Tensor2D] {
  const numClasses = logits.shape[1];
  const outside = labels.dataSync().find((label) => label < 0 || label >= numClasses);
  if (outside !== undefined) throw labelError(numClasses, String(outside));
  const isLabel = tf.oneHot(labels, numClasses, 1, 0, "float32"); // [B, C]
  const logProbabilities = tf.logSoftmax(logits); // [B, C]
  return [
    logProbabilities.mul(isLabel).sum<tf.Tensor1D>(1).neg(),
    logProbabilities.exp().sub<tf.Tensor2D>(isLabel), // softmax - isLabel
  ];
}

function labelError(numClasses: number, found: string, cause?: unknown): ConfigError {
  return new ConfigError(
    `softmaxCrossEntropy: labels must be in [0, ${numClasses}), got ${found}`,
    cause === undefined ? undefined : { cause },
  );
}

function requireLabels(logits: tf.Tensor2D, labels: tf.Tensor1D): void {
  if (logits.rank !== 2) {
    throw new ShapeError("softmaxCrossEntropy: logits", {
      expected: ["B", "C"],
      actual: logits.shape,
    });
  }
  if (labels.rank !== 1 || labels.shape[0] !== logits.shape[0]) {
    throw new ShapeError(`softmaxCrossEntropy: labels for logits [${logits.shape}]`, {
      expected: [logits.shape[0]],
      actual: labels.shape,
    });
  }
  if (labels.dtype !== "int32") {
    throw new ConfigError(`softmaxCrossEntropy: labels must be int32, got ${labels.dtype}`);
  }
}
