import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { multiplyAdd, ShapeError, tf } from "../../src/core/index.ts";
import { innerProduct, lossAndGradients, projectToBall } from "../../src/optim/index.ts";

describe("tensor lists", () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  it("innerProduct sums over all tensors", () => {
    const a = [tf.tensor1d([1, 2]), tf.tensor2d([[3]])];
    const b = [tf.tensor1d([4, 5]), tf.tensor2d([[6]])];

    expect(innerProduct(a, b)).toBeAllclose(32);
  });

  it("multiplyAdd is x * scale + y", () => {
    expect(multiplyAdd(tf.tensor1d([1, 2]), tf.scalar(3), tf.tensor1d([10, 20]))).toBeAllclose([
      13, 26,
    ]);
  });

  it.each([
    { maxNorm: 2.5, factor: 0.5 },
    { maxNorm: 10, factor: 1 },
  ])("projectToBall multiplies norm 5 by $factor for radius $maxNorm", ({ maxNorm, factor }) => {
    const [a, b] = projectToBall([tf.tensor1d([3, 0]), tf.scalar(4)], maxNorm);

    expect(a!).toBeAllclose([3 * factor, 0]);
    expect(b!).toBeAllclose(4 * factor);
  });

  it("projectToBall leaves zeros", () => {
    expect(projectToBall([tf.zeros([2])], 1)[0]!).toBeAllclose([0, 0]);
  });

  it("lossAndGradients gives zeros for a variable the loss does not use", () => {
    const used = tf.variable(tf.scalar(3));
    const unused = tf.variable(tf.ones([2]));

    const { loss, gradients } = lossAndGradients(() => used.square().asScalar(), [used, unused]);

    expect(loss).toBeAllclose(9);
    expect(gradients[0]!).toBeAllclose(6);
    expect(gradients[1]!).toBeAllclose([0, 0]);
    tf.dispose([used, unused]);
  });

  it("lossAndGradients refuses a loss that is no scalar", () => {
    const weights = tf.variable(tf.ones([2]));
    const vector: () => tf.Tensor = () => weights.square();

    expect(() => lossAndGradients(vector as () => tf.Scalar, [weights])).toThrow(ShapeError);
    weights.dispose();
  });
});
