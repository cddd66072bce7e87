import { describe, expect, it } from "vitest";
import { tf } from "../../../src/core/index.ts";
import {
  batchNormalize,
  batchNormalizeWith,
  biasAdd,
  conv2d,
  relu,
  softmaxCrossEntropy,
} from "../../../src/core/ops/index.ts";
import {
  type Differentiable,
  differences,
  evaluate,
  normalInput,
  onBackend,
} from "./derivatives.ts";

const labels = [1, 0, 2, 2, 0];
const convolution =
  (options: Parameters<typeof conv2d>[2]) =>
  (x: tf.Tensor, kernel: tf.Tensor): tf.Tensor =>
    conv2d(x.as4D(2, 5, 6, 2), kernel.as4D(...sides(kernel)), options);
const image = normalInput(1, [2, 5, 6, 2]);
const square = normalInput(2, [3, 3, 2, 3]);
const oblong = normalInput(3, [3, 2, 2, 3]);
const vectors = [normalInput(4, [2]), normalInput(5, [2])];

function sides({ shape }: tf.Tensor): [number, number, number, number] {
  const [a = 1, b = 1, c = 1, d = 1] = shape;
  return [a, b, c, d];
}

const operations: Record<string, Differentiable> = {
  relu: { run: relu, inputs: [normalInput(6, [4, 7])] },
  softmaxCrossEntropy: {
    run: (logits) => softmaxCrossEntropy(logits.as2D(5, 3), tf.tensor1d(labels, "int32")),
    inputs: [normalInput(7, [5, 3])],
  },
  "batchNormalize of images": {
    run: (x, scale, offset) =>
      batchNormalize(x.as4D(2, 5, 6, 2), scale.as1D(), offset.as1D()).output,
    inputs: [image, ...vectors],
  },
  "batchNormalize of rows": {
    run: (x, scale, offset) =>
      batchNormalize(x.as2D(9, 2), scale.as1D(), offset.as1D(), { epsilon: 0.1 }).output,
    inputs: [normalInput(8, [9, 2]), ...vectors],
  },
  batchNormalizeWith: {
    run: (x, scale, offset, mean, logVariance) =>
      batchNormalizeWith(
        x.as2D(9, 2),
        scale.as1D(),
        offset.as1D(),
        mean.as1D(),
        logVariance.exp().as1D(),
      ),
    inputs: [normalInput(8, [9, 2]), ...vectors, ...vectors],
  },
  biasAdd: { run: (x, bias) => biasAdd(x, bias.as1D()), inputs: [image, normalInput(9, [2])] },
  "conv2d without padding": { run: convolution({}), inputs: [image, square] },
  "conv2d that keeps the size": { run: convolution({ padding: 1 }), inputs: [image, square] },
  "conv2d with strides": { run: convolution({ padding: 1, strides: 2 }), inputs: [image, square] },
  "conv2d with an oblong kernel": { run: convolution({ padding: 1 }), inputs: [image, oblong] },
  'conv2d with padding "same"': {
    run: convolution({ padding: "same", strides: 2 }),
    inputs: [image, square],
  },
};

describe.each(Object.entries(operations))("%s", (_, operation) => {
  it("gives what the plain operations give", async () => {
    const fused = evaluate(operation);
    const plain = await onBackend("cpu", () => evaluate(operation));

    // Sums of up to 60 float32 products, in another order.
    const tolerance = { rtol: 1e-4, atol: 1e-5 };
    expect(fused.value).toBeAllclose(plain.value, tolerance);
    fused.gradients.forEach((gradient, i) => {
      expect(gradient).toBeAllclose(plain.gradients[i]!, tolerance);
    });
  });

  it("has the gradients of its differences", () => {
    const { gradients } = evaluate(operation);

    // Step 1e-2: rounding of float32 is 1e-7 / 1e-2, and the curvature's part is step squared.
    differences(operation, 1e-2).forEach((expected, i) => {
      expect(gradients[i]).toBeAllclose(expected, { rtol: 5e-3, atol: 5e-3 });
    });
  });

  it("leaves no tensor behind", () => {
    evaluate(operation);
    const before = tf.memory().numTensors;

    evaluate(operation);
    expect(tf.memory().numTensors).toBe(before);
  });
});
