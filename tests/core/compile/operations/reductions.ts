import { tf } from "../../../../src/core/index.ts";
import {
  between,
  bools,
  differentiable,
  integers,
  normal,
  type Operation,
  operation,
} from "./operation.ts";

type Reduction = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

const smooth: Readonly<Record<string, Reduction>> = {
  sum: tf.sum,
  mean: tf.mean,
  max: tf.max,
  min: tf.min,
  logSumExp: tf.logSumExp,
  euclideanNorm: (x, axis, keepDims) => tf.norm(x, "euclidean", axis, keepDims),
};

const extents: readonly {
  readonly label: string;
  readonly axis?: number | number[];
  readonly keepDims?: boolean;
}[] = [
  { label: "over all" },
  { label: "over the last", axis: -1 },
  { label: "over two, kept", axis: [0, 2], keepDims: true },
];

/** Operations that reduce axes, run along one, or normalise over one. */
export const reductions: readonly Operation[] = [
  ...Object.entries(smooth).flatMap(([name, run]) =>
    extents.map(({ label, axis, keepDims }) =>
      differentiable(`${name} ${label}`, [normal(2, 3, 4)], (x) => run(x, axis, keepDims)),
    ),
  ),
  differentiable("prod", [between(0.5, 2, 2, 3)], (x) => tf.prod(x, 1)),
  operation("prod of int32", [integers(4, 2, 3)], (x) => tf.prod(x, 1)),
  operation("sum of int32", [integers(4, 2, 3)], (x) => tf.sum(x, 1)),
  operation("sum of bool", [bools(2, 3)], (x) => tf.sum(x)),
  operation("mean of int32", [integers(4, 2, 3)], (x) => tf.mean(x, 0)),
  operation("sum of nothing", [normal(0, 3)], (x) => tf.sum(x, 0)),
  operation("all", [bools(2, 3)], (x) => tf.all(x, 1)),
  operation("any", [bools(2, 3)], (x) => tf.any(x)),
  operation("argMax", [normal(3, 4)], (x) => tf.argMax(x, 1)),
  operation("argMin", [normal(3, 4)], (x) => tf.argMin(x, 0)),
  operation("moments", [normal(3, 4)], (x) => tf.moments(x, 0)),
  differentiable("variance", [normal(3, 4)], (x) => tf.moments(x, 0).variance),
  operation("norm of order 1", [normal(3, 4)], (x) => tf.norm(x, 1, 1)),
  operation("norm of order infinity", [normal(3, 4)], (x) =>
    tf.norm(x, Number.POSITIVE_INFINITY, 1),
  ),
  differentiable("cumsum", [normal(2, 4)], (x) => tf.cumsum(x, 1)),
  differentiable("cumsum, exclusive and reversed", [normal(2, 4)], (x) =>
    tf.cumsum(x, 1, true, true),
  ),
  operation("cumprod", [normal(2, 4)], (x) => tf.cumprod(x, 1)),
  differentiable("softmax", [normal(3, 4)], (x) => tf.softmax(x)),
  differentiable("logSoftmax", [normal(3, 4)], (x) => tf.logSoftmax(x)),
  differentiable("softmax, rank 4", [normal(2, 2, 3, 3)], (x) => tf.softmax(x, -1)),
  operation("topk", [normal(3, 5)], (x) => tf.topk(x, 2)),
  operation("topk in full: a sort", [normal(5)], (x) => tf.topk(x, 5, true)),
  operation("inTopK by hand", [normal(3, 5), integers(5, 3)], (x, label) =>
    tf.any(tf.equal(tf.topk(x, 2).indices, label.expandDims(1)), 1),
  ),
  operation("bincount", [integers(4, 6)], (x) => tf.bincount(x, tf.ones([6]), 4)),
  differentiable("softmaxCrossEntropy loss", [normal(3, 4)], (x) =>
    tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d([0, 2, 1], "int32"), 4), x),
  ),
  differentiable("sigmoidCrossEntropy loss", [normal(3, 4)], (x) =>
    tf.losses.sigmoidCrossEntropy(tf.ones([3, 4]), x),
  ),
  differentiable("meanSquaredError loss", [normal(3), normal(3)], (a, b) =>
    tf.losses.meanSquaredError(a, b),
  ),
  differentiable("huberLoss", [normal(3), normal(3)], (a, b) => tf.losses.huberLoss(a, b)),
];
