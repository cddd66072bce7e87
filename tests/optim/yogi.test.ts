import { describe, expect, it } from "vitest";
import { scoped, tf } from "../../src/core/index.ts";
import { yogi } from "../../src/optim/index.ts";

/** Yogi on one weight in float64, from its gradients: the weight after each. */
function yogiByHand(start: number, gradients: readonly number[]): number[] {
  const [rate, beta1, beta2, epsilon] = [0.05, 0.8, 0.9, 1e-3];
  let [w, m, s] = [start, 0, 0];
  return gradients.map((g, i) => {
    m = beta1 * m + (1 - beta1) * g;
    s -= (1 - beta2) * Math.sign(s - g * g) * g * g;
    const meanHat = m / (1 - beta1 ** (i + 1));
    const squareHat = s / (1 - beta2 ** (i + 1));
    w -= (rate * meanHat) / (Math.sqrt(squareHat) + epsilon);
    return w;
  });
}

describe("yogi", () => {
  it("follows its formula, with gradients that grow, shrink and vanish", () => {
    const gradients = [1, 3, -0.5, 0.01, 0, -2, 0.3, 0.3, 5, -0.001];
    const before = tf.memory().numTensors;
    const weight = scoped(() => tf.variable(tf.scalar(0.7)));
    const optimizer = yogi([weight], { learningRate: 0.05, betas: [0.8, 0.9], epsilon: 1e-3 });

    const path = gradients.map((gradient) => {
      optimizer.step(() => weight.mul(gradient).asScalar()); // a line: its gradient is its slope
      return weight.dataSync()[0]!;
    });

    expect(path).toBeAllclose(yogiByHand(0.7, gradients), { rtol: 1e-5, atol: 1e-6 });
    optimizer.dispose();
    weight.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
