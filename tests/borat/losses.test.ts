import { describe, expect, it } from "vitest";
import { crossEntropy, type Loss, multiClassHinge, smoothHinge } from "../../src/borat/losses.ts";
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

describe("smoothHinge", () => {
  it.each([
    { temperature: 1, row: [1, 3, 0], expected: Math.log(1 + Math.exp(3) + 1) },
    { temperature: 0.5, row: [1, 3, 0], expected: 0.5 * Math.log(1 + Math.exp(6) + 1) },
    { temperature: 2, row: [0, 0, 0], expected: 2 * Math.log(1 + 2 * Math.exp(0.5)) },
  ])("is the log-sum-exp of the margins at temperature $temperature", (example) => {
    const { temperature, row, expected } = example;
    expect(evaluate(smoothHinge({ temperature }), [row], [0]).value).toBeCloseTo(expected, 5);
  });

  it("lies above the hinge by at most temperature times log C (seed 6)", () => {
    const random = createRandom(6);
    const temperature = 0.7;
    const rows = Array.from({ length: 50 }, () => Array.from({ length: 4 }, () => random.normal()));
    const labels = rows.map(() => random.integer(4));
    const excess =
      evaluate(smoothHinge({ temperature }), rows, labels).value -
      evaluate(multiClassHinge, rows, labels).value;
    expect(excess).toBeGreaterThan(0);
    expect(excess).toBeLessThan(temperature * Math.log(4));
  });

  it("approaches the hinge, value and gradient, as the temperature falls", () => {
    const loss = smoothHinge({ temperature: 0.01 });
    const { value, gradient } = evaluate(loss, [[1, 3, 0]], [0]);
    expect(value).toBeCloseTo(3, 5);
    expect(gradient).toEqual([-1, 1, 0].map((x) => expect.closeTo(x, 5)));
  });

  it("falls to its lower bound 0 with the margin, never below", () => {
    const values = [1, 2, 4, 8].map((s) => evaluate(smoothHinge(), [[s, 0, 0]], [0]).value);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(values.at(-1)).toBeCloseTo(Math.log(1 + 2 * Math.exp(-7)), 5);
    expect(evaluate(smoothHinge(), [[1000, 0]], [0]).value).toBeCloseTo(0, 10);
  });

  it.each([0, -1, Number.NaN])("refuses temperature %d", (temperature) => {
    expect(() => smoothHinge({ temperature })).toThrow(
      `smoothHinge: temperature must be > 0 and < Infinity, got ${temperature}`,
    );
  });
});

describe.each([
  { name: "crossEntropy", loss: crossEntropy },
  { name: "multiClassHinge", loss: multiClassHinge },
  { name: "smoothHinge", loss: smoothHinge({ temperature: 0.5 }) },
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
