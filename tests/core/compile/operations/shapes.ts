import { tf } from "../../../../src/core/index.ts";
import { bools, differentiable, integers, normal, type Operation, operation } from "./operation.ts";

/** Operations that move, cut, join and make tensors. */
export const shapes: readonly Operation[] = [
  differentiable("reshape", [normal(2, 6)], (x) => x.reshape([3, 4])),
  differentiable("reshape to a scalar", [normal(1)], (x) => x.reshape([])),
  differentiable("flatten", [normal(2, 3)], (x) => x.flatten()),
  differentiable("expandDims", [normal(2, 3)], (x) => x.expandDims(1)),
  operation("expandDims of int32", [integers(3, 2)], (x) => x.expandDims(0)),
  operation("expandDims of bool", [bools(2)], (x) => x.expandDims(-1)),
  differentiable("squeeze", [normal(1, 3, 1)], (x) => x.squeeze()),
  differentiable("transpose", [normal(2, 3)], (x) => x.transpose()),
  differentiable("transpose, rank 4", [normal(2, 3, 1, 2)], (x) => x.transpose([0, 2, 3, 1])),
  differentiable("concat", [normal(2, 3), normal(1, 3)], (a, b) => tf.concat([a, b])),
  differentiable("concat, last axis", [normal(2, 3), normal(2, 1)], (a, b) =>
    tf.concat([a, b], -1),
  ),
  operation("concat of int32", [integers(3, 2), integers(3, 1)], (a, b) => tf.concat([a, b])),
  operation("concat with nothing", [normal(0, 2), normal(1, 2)], (a, b) => tf.concat([a, b])),
  differentiable("stack", [normal(3), normal(3)], (a, b) => tf.stack([a, b], 1)),
  operation("stack of bool", [bools(3), bools(3)], (a, b) => tf.stack([a, b])),
  operation("unstack", [normal(2, 3)], (x) => tf.unstack(x, 1)),
  differentiable("unstack, one", [normal(3, 2)], (x) => tf.unstack(x)[1]!),
  operation("split", [normal(4, 3)], (x) => tf.split(x, 2)),
  differentiable("split in unequal parts", [normal(2, 6)], (x) => tf.split(x, [1, 2, 3], 1)[2]!),
  differentiable("slice", [normal(3, 4)], (x) => tf.slice(x, [1, 0], [2, 3])),
  operation("slice of int32", [integers(9, 5)], (x) => tf.slice(x, 1, 3)),
  operation("slice of nothing", [normal(3, 4)], (x) => tf.slice(x, [1, 0], [0, 3])),
  differentiable("slice, rank 5", [normal(2, 2, 2, 2, 2)], (x) =>
    tf.slice(x, [0, 1, 0, 0, 1], [2, 1, 2, 1, 1]),
  ),
  operation("stridedSlice", [normal(5, 4)], (x) => tf.stridedSlice(x, [0, 1], [5, 4], [2, 1])),
  operation("stridedSlice backwards", [normal(5)], (x) => tf.stridedSlice(x, [4], [0], [-2])),
  differentiable("pad", [normal(2, 3)], (x) => tf.pad(x, [[1, 0], [0, 2]], 0.5)), // biome-ignore format: two rows
  operation("pad of int32", [integers(3, 3)], (x) => tf.pad(x, [[1, 1]], 7)),
  operation("mirrorPad", [normal(3, 3)], (x) => tf.mirrorPad(x, [[1, 1], [2, 0]], "reflect")), // biome-ignore format: two rows
  differentiable("tile", [normal(2, 3)], (x) => tf.tile(x, [2, 1])),
  operation("tile of bool", [bools(2)], (x) => tf.tile(x, [3])),
  differentiable("reverse", [normal(2, 3)], (x) => tf.reverse(x, 1)),
  differentiable("broadcastTo", [normal(1, 3)], (x) => tf.broadcastTo(x, [4, 3])),
  operation("broadcastArgs", [integers(3, 2)], (x) =>
    tf.broadcastArgs(tf.onesLike(x), tf.tensor1d([2, 1], "int32")),
  ),
  differentiable(
    "spaceToBatchND",
    [normal(1, 4, 4, 2)],
    (x) =>
    tf.spaceToBatchND(x, [2, 2], [[0, 0], [0, 0]]), // biome-ignore format: two rows
  ),
  differentiable(
    "batchToSpaceND",
    [normal(4, 2, 2, 2)],
    (x) =>
    tf.batchToSpaceND(x, [2, 2], [[0, 0], [0, 0]]), // biome-ignore format: two rows
  ),
  operation("depthToSpace", [normal(1, 2, 2, 4)], (x) => tf.depthToSpace(x, 2)),
  operation("diag", [normal(3)], (x) => tf.diag(x)),
  operation("meshgrid", [normal(2), normal(3)], (a, b) => tf.meshgrid(a, b)),
  operation("fill", [normal(2)], (x) => x.add(tf.fill([2], 3))),
  operation("zeros and ones", [normal(2)], (x) => [x.add(tf.zeros([2])), x.mul(tf.ones([1]))]),
  operation("eye", [normal(3, 3)], (x) => x.mul(tf.eye(3))),
  operation("range", [normal(4)], (x) => x.mul(tf.range(0, 4))),
  operation("range of int32", [integers(4, 3)], (x) => x.add(tf.range(0, 6, 2, "int32"))),
  operation("range downwards", [normal(3)], (x) => x.add(tf.range(3, 0, -1))),
  operation("linspace", [normal(5)], (x) => x.add(tf.linspace(0, 1, 5))),
  operation("a result of constants only", [], () => tf.range(0, 3).add(tf.fill([3], 1))),
  operation("setdiff of shapes", [normal(2, 3)], (x) => tf.tensor1d(x.shape, "int32")),
];
