import { tf } from "../../../../src/core/index.ts";
import { differentiable, integers, normal, type Operation, operation } from "./operation.ts";

/** An operation on values whose gradient is taken in them alone, by indices among `count`. */
const byIndices = (
  name: string,
  count: number,
  run: (x: tf.Tensor2D, indices: tf.Tensor1D) => tf.Tensor,
): readonly Operation[] => [
  operation(name, [normal(4, 3), integers(count, 5)], run),
  operation(`gradient of ${name}`, [normal(4, 3), integers(count, 5)], (x, indices) =>
    tf.grad((values) => run(values.as2D(4, 3), indices).square().sum())(x),
  ),
];

/** Operations that take or put entries by index. */
export const indexing: readonly Operation[] = [
  ...byIndices("gather", 4, (x, indices) => tf.gather(x, indices)),
  ...byIndices("gather, last axis", 3, (x, indices) => tf.gather(x, indices, 1)),
  ...byIndices("gather by a matrix", 4, (x, indices) => tf.gather(x, indices.reshape([5, 1]))),
  ...byIndices("unsortedSegmentSum", 3, (x, indices) =>
    tf.unsortedSegmentSum(x, indices.slice(0, 4), 3),
  ),
  ...byIndices("matMul with oneHot", 4, (x, indices) =>
    tf.matMul(tf.oneHot(indices, 4).cast("float32"), x),
  ),
  operation("gather with batch dimensions", [normal(2, 4), integers(4, 2, 3)], (x, indices) =>
    tf.gather(x, indices, 1, 1),
  ),
  operation("gather of int32", [integers(9, 4), integers(4, 3)], (x, indices) =>
    tf.gather(x, indices),
  ),
  operation("gatherND", [normal(3, 4), integers(3, 5, 2)], (x, indices) => tf.gatherND(x, indices)),
  operation("scatterND", [integers(6, 3), normal(3)], (indices, updates) =>
    tf.scatterND(indices.expandDims(1), updates, [6]),
  ),
  operation("tensorScatterUpdate", [normal(6), normal(2)], (x, updates) =>
    tf.tensorScatterUpdate(x, tf.tensor2d([[1], [4]], [2, 1], "int32"), updates),
  ),
  operation("sparseToDense", [normal(2)], (values) =>
    tf.sparseToDense(tf.tensor1d([1, 3], "int32"), values, [5], 0),
  ),
  operation("oneHot", [integers(4, 5)], (x) => tf.oneHot(x, 4)),
  operation("oneHot of float32 with values", [integers(4, 2, 2)], (x) =>
    tf.oneHot(x, 4, 0.9, 0.1, "float32"),
  ),
  operation("unique", [integers(3, 6)], (x) => tf.unique(x).indices),
  differentiable("embedding by two gathers", [normal(4, 3)], (table) =>
    tf.gather(tf.gather(table, tf.tensor1d([3, 1, 1], "int32")), tf.tensor1d([2, 0], "int32")),
  ),
];
