import { describe, expect, it } from "vitest";
import { tf } from "../../../../src/core/index.ts";
import "../../../../src/core/ops/index.ts";

const x = () => tf.tensor3d([1, 2, 3, 4, 5, 6], [1, 2, 3]);

/** Gradient of the reduction's values weighted by 1, 2, 3, ... */
function gradientOf(reduce: (input: tf.Tensor) => tf.Tensor): number[] {
  return tf.tidy(() => {
    const weigh = (values: tf.Tensor) =>
      values.mul(tf.range(1, values.size + 1).reshape(values.shape));
    return [
      ...tf
        .grad((input) => weigh(reduce(input)))(x())
        .dataSync(),
    ];
  });
}

describe.each([
  { axes: undefined, keepDims: false, count: 6, spread: [1, 1, 1, 1, 1, 1] },
  { axes: 1, keepDims: false, count: 2, spread: [1, 2, 3, 1, 2, 3] },
  { axes: -1, keepDims: true, count: 3, spread: [1, 1, 1, 2, 2, 2] },
  { axes: [0, 2], keepDims: false, count: 3, spread: [1, 1, 1, 2, 2, 2] },
  { axes: [0, 1, 2], keepDims: true, count: 6, spread: [1, 1, 1, 1, 1, 1] },
])("gradient over axes $axes, keepDims $keepDims", ({ axes, keepDims, count, spread }) => {
  it("of a sum repeats each gradient", () => {
    expect(gradientOf((input) => tf.sum(input, axes, keepDims))).toEqual(spread);
  });

  it("of a mean shares each gradient out", () => {
    const expected = spread.map((value) => value / count);
    expect(gradientOf((input) => tf.mean(input, axes, keepDims))).toBeAllclose(expected);
  });
});

describe("the gradient of a sum", () => {
  it("has a gradient itself", () => {
    // sum(x)^2 has first derivatives 2 sum(x), so that their sum's derivative is 2 * 6 each.
    const first = tf.grad((input) => tf.sum(input).square());
    const second = tf.tidy(() => [
      ...tf
        .grad((input) => first(input).sum())(x())
        .dataSync(),
    ]);

    expect(second).toEqual([12, 12, 12, 12, 12, 12]);
  });

  it("leaves no tensor behind", () => {
    const before = tf.memory().numTensors;

    gradientOf((input) => tf.mean(input, 1));
    expect(tf.memory().numTensors).toBe(before);
  });
});
