import { describe, expect, it } from "vitest";
import { crossEntropy, type Loss, multiClassHinge, smoothedHinge } from "../../src/borat/losses.ts";
import { createRandom, tf } from "../../src/core/index.ts";

/** Value and gradient of a loss at logits given as rows. */
function evaluate(loss: Loss, rows: readonly (readonly number[])[], labels: readonly number[]) {
  return tf.tidy(() => {
    const y = tf.tensor1d([...labels], "int32");
    const logits = tf.tensor2d(rows.map((row) => [...row]));
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => loss(x.as2D(...logits.shape), y))(
      logits,
    );
    return { value: value.dataSync()[0]!, gradient: [...grad.dataSync()] };
  });
}

describe("crossEntropy", () => {
  it("is log C for equal logits", () => {
    const { value, gradient } = evaluate(crossEntropy, [[2, 2, 2, 2]], [1]);
    expect(value).toBeCloseTo(Math.log(4), 6);
    expect(gradient).toEqual([0.25, -0.75, 0.25, 0.25].map((x) => expect.closeTo(x, 6)));
  });

  it("is the mean over the batch", () => {
    const rows = [
      [0, 1],
      [3, -1],
    ];
    const [first, second] = rows.map((row) => evaluate(crossEntropy, [row], [0]).value);
    expect(evaluate(crossEntropy, rows, [0, 0]).value).toBeCloseTo((first! + second!) / 2, 6);
  });

  it("stays finite at logits where exp overflows", () => {
    expect(evaluate(crossEntropy, [[1000, 0]], [1]).value).toBe(1000);
  });

  it("needs one label for each row", () => {
    expect(() => evaluate(crossEntropy, [[0, 1]], [0, 1])).toThrow("expected shape [1], got [2]");
  });
});

describe("multiClassHinge", () => {
  it.each([
    { name: "is 0 with zero gradient at margin 1", row: [3, 2, 0], value: 0, gradient: [0, 0, 0] },
    { name: "grows with the hardest other class", row: [1, 3, 0], value: 3, gradient: [-1, 1, 0] },
    { name: "is 1 at equal scores", row: [0, 0, 0], value: 1, gradient: [-1, 1, 0] },
    { name: "counts a margin below 1", row: [2, 0, 1.5], value: 0.5, gradient: [-1, 0, 1] },
  ])("$name", ({ row, value, gradient }) => {
    expect(evaluate(multiClassHinge, [row], [0])).toEqual({ value, gradient });
  });

  it("takes the subgradient of the first of two equal classes", () => {
    expect(evaluate(multiClassHinge, [[5, 0, 5]], [1]).gradient).toEqual([1, -1, 0]);
  });
});

describe("smoothedHinge", () => {
  it("weighs the margins with the softmax of the scores, held constant in the gradient", () => {
    const row = [1, 3, 0];
    const total = row.reduce((sum, s) => sum + Math.exp(s), 0);
    const weights = row.map((s) => Math.exp(s) / total);

    const { value, gradient } = evaluate(smoothedHinge, [row], [0]);

    expect(value).toBeCloseTo(weights[1]! * (3 + 1 - 1) + weights[2]! * (0 + 1 - 1), 5);
    const slope = [weights[0]! - 1, weights[1]!, weights[2]!];
    expect(gradient).toEqual(slope.map((x) => expect.closeTo(x, 5)));
  });

  it("is the hinge where the weighted margin is negative", () => {
    const rows = [
      [2, 0, 0],
      [1, 0.02, -1.5],
    ];

    expect(evaluate(smoothedHinge, rows, [0, 0])).toEqual({
      value: expect.closeTo(evaluate(multiClassHinge, rows, [0, 0]).value, 6),
      gradient: evaluate(multiClassHinge, rows, [0, 0]).gradient.map((x) => expect.closeTo(x, 6)),
    });
  });

  it("is never negative and never above the hinge (seed 6)", () => {
    const random = createRandom(6);
    for (let k = 0; k < 50; k += 1) {
      const row = Array.from({ length: 4 }, () => 2 * random.normal());
      const hinge = evaluate(multiClassHinge, [row], [0]).value;

      const { value } = evaluate(smoothedHinge, [row], [0]);

      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(hinge + 1e-6);
    }
  });
});

describe.each([
  { name: "crossEntropy", loss: crossEntropy },
  { name: "multiClassHinge", loss: multiClassHinge },
])("the gradient of $name", ({ loss }) => {
  it("agrees with finite differences (seed 5)", () => {
    const random = createRandom(5);
    const rows = Array.from({ length: 4 }, () => Array.from({ length: 3 }, () => random.normal()));
    const labels = rows.map(() => random.integer(3));
    const { gradient } = evaluate(loss, rows, labels);
    const STEP = 1e-2; // float32: smaller steps lose more to rounding than they gain
    const differences = rows.flatMap((row, i) =>
      row.map((_, j) => {
        const shifted = (sign: number) =>
          rows.map((r, k) => r.map((x, l) => (k === i && l === j ? x + sign * STEP : x)));
        const rise =
          evaluate(loss, shifted(1), labels).value - evaluate(loss, shifted(-1), labels).value;
        return rise / (2 * STEP);
      }),
    );
    // Truncation and float32 rounding at this step size leave about 1e-4.
    expect(differences).toEqual(gradient.map((x) => expect.closeTo(x, 3)));
  });

  it("leaves no tensor behind", () => {
    const before = tf.memory().numTensors;
    evaluate(loss, [[1, 2]], [0]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
