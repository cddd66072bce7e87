import { tf } from "../../../../src/core/index.ts";
import { between, differentiable, normal, type Operation, operation } from "./operation.ts";

const image = normal(2, 5, 5, 2);
const paddings = ["same", "valid"] as const;

/** Convolutions, pooling, normalisation and resizing. */
export const images: readonly Operation[] = [
  ...paddings.flatMap((padding) => [
    differentiable(`conv2d, ${padding}`, [image, normal(3, 3, 2, 3)], (x, kernel) =>
      tf.conv2d(x, kernel, 1, padding),
    ),
    differentiable(`conv2d, ${padding}, strides 2`, [image, normal(3, 3, 2, 3)], (x, kernel) =>
      tf.conv2d(x, kernel, 2, padding),
    ),
    differentiable(`maxPool, ${padding}`, [image], (x) => tf.maxPool(x, 2, 2, padding)),
    differentiable(`avgPool, ${padding}`, [image], (x) => tf.avgPool(x, 3, 2, padding)),
    differentiable(`depthwiseConv2d, ${padding}`, [image, normal(3, 3, 2, 2)], (x, kernel) =>
      tf.depthwiseConv2d(x, kernel, 1, padding),
    ),
  ]),
  differentiable("conv2d, 1x1", [image, normal(1, 1, 2, 3)], (x, kernel) =>
    tf.conv2d(x, kernel, 1, "same"),
  ),
  operation("conv2d, dilated", [image, normal(2, 2, 2, 3)], (x, kernel) =>
    tf.conv2d(x, kernel, 1, "valid", "NHWC", 2),
  ),
  differentiable("conv1d", [normal(2, 6, 2), normal(3, 2, 4)], (x, kernel) =>
    tf.conv1d(x, kernel, 1, "same"),
  ),
  differentiable("conv2dTranspose", [normal(1, 3, 3, 2), normal(2, 2, 3, 2)], (x, kernel) =>
    tf.conv2dTranspose(x, kernel, [1, 6, 6, 3], 2, "same"),
  ),
  differentiable("conv3d", [normal(1, 3, 3, 3, 1), normal(2, 2, 2, 1, 2)], (x, kernel) =>
    tf.conv3d(x, kernel, 1, "same"),
  ),
  differentiable("maxPool3d", [normal(1, 4, 4, 4, 1)], (x) => tf.maxPool3d(x, 2, 2, "valid")),
  differentiable("avgPool3d", [normal(1, 4, 4, 4, 1)], (x) => tf.avgPool3d(x, 2, 2, "valid")),
  differentiable(
    "separableConv2d",
    [image, normal(3, 3, 2, 1), normal(1, 1, 2, 3)],
    (x, depthwise, pointwise) => tf.separableConv2d(x, depthwise, pointwise, 1, "same"),
  ),
  differentiable("dilation2d", [image, normal(2, 2, 2)], (x, filter) =>
    tf.dilation2d(x, filter, 1, "same"),
  ),
  ...(["linear", "relu"] as const).map((activation) =>
    differentiable(
      `fused.conv2d, ${activation}`,
      [image, normal(3, 3, 2, 3), normal(3)],
      (x, filter, bias) =>
        tf.fused.conv2d({ x, filter, bias, strides: 1, pad: "same", activation }),
    ),
  ),
  operation("fused.depthwiseConv2d", [image, normal(3, 3, 2, 1), normal(2)], (x, filter, bias) =>
    tf.fused.depthwiseConv2d({ x, filter, bias, strides: 1, pad: "same", activation: "relu6" }),
  ),
  differentiable(
    "batchNorm",
    [image, normal(2), between(0.5, 2, 2), normal(2), normal(2)],
    (x, mean, variance, offset, scale) => tf.batchNorm(x, mean, variance, offset, scale, 1e-3),
  ),
  differentiable("localResponseNormalization", [normal(1, 3, 3, 4)], (x) =>
    tf.localResponseNormalization(x, 2),
  ),
  differentiable("resizeBilinear", [image], (x) => tf.image.resizeBilinear(x, [7, 3])),
  differentiable("resizeNearestNeighbor", [image], (x) =>
    tf.image.resizeNearestNeighbor(x, [10, 10]),
  ),
  operation("cropAndResize", [image], (x) =>
    tf.image.cropAndResize(
      x,
      tf.tensor2d([[0, 0, 1, 1], [0.2, 0.2, 0.8, 0.6]]), // biome-ignore format: a box a row
      tf.tensor1d([0, 1], "int32"),
      [3, 3],
    ),
  ),
  operation("flipLeftRight", [image], (x) => tf.image.flipLeftRight(x)),
  operation("nonMaxSuppression", [between(0, 1, 4, 4), between(0, 1, 4)], (boxes, scores) =>
    tf.image.nonMaxSuppression(boxes, scores, 4),
  ),
  operation("nonMaxSuppressionPadded", [between(0, 1, 4, 4), between(0, 1, 4)], (boxes, scores) => {
    const { selectedIndices, validOutputs } = tf.image.nonMaxSuppressionPadded(boxes, scores, 3);
    return { selectedIndices: selectedIndices!, validOutputs: validOutputs! };
  }),
  operation(
    "nonMaxSuppressionWithScore",
    [between(0, 1, 4, 4), between(0, 1, 4)],
    (boxes, scores) => {
      const { selectedIndices } = tf.image.nonMaxSuppressionWithScore(boxes, scores, 3);
      return selectedIndices!;
    },
  ),
];
