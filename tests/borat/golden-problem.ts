import { tf } from "../../src/core/index.ts";
import type { GoldenProblem } from "./golden-files.ts";

/** A golden problem as tfjs variables and losses. */
export interface Problem {
  readonly variables: readonly tf.Variable[];
  /** Mean loss of call number `k`'s minibatch. */
  batchLoss(k: number): () => tf.Scalar;
  /** Mean loss over all samples. */
  fullLoss(): number;
  /** All weights in one row-major vector. */
  weights(): number[];
  dispose(): void;
}

type Loss = (weights: readonly tf.Tensor[], x: tf.Tensor, y: tf.Tensor) => tf.Tensor;

/** Loss per sample, `[B]`. */
const losses: Readonly<Record<GoldenProblem["kind"], Loss>> = {
  least_squares: ([w], x, y) =>
    tf
      .square(
        x
          .matMul(w!.reshape([-1, 1]))
          .reshape([-1])
          .sub(y),
      )
      .mul(0.5),
  softmax: ([w, b], x, y) => crossEntropy(x.matMul(w!).add(b!), y),
  mlp_tanh_ce: ([w1, b1, w2, b2], x, y) =>
    crossEntropy(tf.tanh(x.matMul(w1!).add(b1!)).matMul(w2!).add(b2!), y),
  multiclass_hinge: ([w, b], x, y) => hinge(x.matMul(w!).add(b!), y),
  matrix_factorisation: ([w1, w2], x, y) =>
    tf.square(x.matMul(w1!).matMul(w2!).sub(y)).sum(1).mul(0.5),
};

function crossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  const oneHot = tf.oneHot(labels.toInt(), logits.shape[1]!); // [B, classes]
  return tf.logSoftmax(logits.as2D(logits.shape[0]!, logits.shape[1]!)).mul(oneHot).sum(1).neg();
}

function hinge(scores: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  const classes = scores.shape[1]!;
  const truth = tf.oneHot(labels.toInt(), classes); // [B, classes]
  const margins = scores.sub(scores.mul(truth).sum(1, true)).add(1).sub(truth);
  // The subgradient goes through the first maximising class only.
  const first = tf.oneHot(tf.argMax(margins, 1), classes);
  return margins.mul(first).sum(1);
}

/** Builds a golden problem at given weights. */
export function buildProblem(golden: GoldenProblem, weights: readonly number[]): Problem {
  const sizes = golden.params.map(({ shape }) => tf.util.sizeFromShape(shape));
  const variables = golden.params.map(({ shape }, i) => {
    const start = sizes.slice(0, i).reduce((total, size) => total + size, 0);
    return tf.tidy(() => tf.variable(tf.tensor(weights.slice(start, start + sizes[i]!), shape)));
  });
  const x = tf.tensor(golden.data.x);
  const y = tf.tensor(golden.data.y);
  const rows = golden.batches.map((indices) => tf.tensor1d(indices, "int32"));
  const meanLoss = (inputs: tf.Tensor, targets: tf.Tensor) =>
    tf.mean(losses[golden.kind](variables, inputs, targets)).asScalar();
  return {
    variables,
    batchLoss: (k) => () => {
      const indices = rows[k % rows.length]!;
      return meanLoss(tf.gather(x, indices), tf.gather(y, indices));
    },
    fullLoss: () => tf.tidy(() => meanLoss(x, y).dataSync()[0]!),
    weights: () => variables.flatMap((variable) => Array.from(variable.dataSync())),
    dispose: () => tf.dispose([...variables, x, y, ...rows]),
  };
}
