import { describe, expect, it } from "vitest";
import { crossEntropy } from "../../src/borat/losses.ts";
import { convNet, mlp } from "../../src/borat/models/index.ts";
import { tf } from "../../src/core/index.ts";

const models = [
  {
    name: "mlp",
    create: (seed: number) => mlp({ inputSize: 64, numClasses: 10, seed }),
    numWeights: 64 * 100 + 100 + 100 * 100 + 100 + 100 * 10 + 10,
    firstFanIn: 64,
  },
  {
    name: "convNet",
    create: (seed: number) => convNet({ imageShape: [8, 8], numClasses: 10, seed }),
    numWeights: 9 * 8 + 8 + 9 * 8 * 16 + 16 + 2 * 2 * 16 * 10 + 10,
    firstFanIn: 9,
  },
  {
    name: "convNet of colour images",
    create: (seed: number) => convNet({ imageShape: [4, 4, 4], numClasses: 10, seed }),
    numWeights: 9 * 4 * 8 + 8 + 9 * 8 * 16 + 16 + 16 * 10 + 10,
    firstFanIn: 9 * 4,
  },
];

describe.each(models)("$name", ({ create, numWeights, firstFanIn }) => {
  it("gives one row of logits for each example", () => {
    const model = create(0);
    expect(model.forward(tf.ones([5, 64])).shape).toEqual([5, 10]);
  });

  it("has the weights of its layers and no others", () => {
    const sizes = create(0).variables.map(({ size }) => size);
    expect(sizes.reduce((a, b) => a + b)).toBe(numWeights);
  });

  it("starts within 1 / sqrt(fanIn), filling the range", () => {
    const kernel = create(0).variables[0]!.abs().max().dataSync()[0]!;
    const bound = 1 / Math.sqrt(firstFanIn);
    expect(kernel).toBeLessThanOrEqual(bound);
    expect(kernel).toBeGreaterThan(0.9 * bound);
  });

  it("starts from the same weights for the same seed, and from others for another", () => {
    const [first, again, other] = [3, 3, 4].map((seed) => [
      ...create(seed).variables[0]!.dataSync(),
    ]);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it("gives every variable a gradient", () => {
    const model = create(1);
    const inputs = tf.randomNormal<tf.Rank.R2>([8, 64], 0, 1, "float32", 1);
    const labels = tf.tensor1d([0, 1, 2, 3, 4, 5, 6, 7], "int32");
    const { grads } = tf.variableGrads(
      () => crossEntropy(model.forward(inputs), labels),
      [...model.variables],
    );
    const norms = Object.values(grads).map((gradient) => gradient.norm().dataSync()[0]!);
    expect(norms).toHaveLength(model.variables.length);
    expect(Math.min(...norms)).toBeGreaterThan(0);
  });

  it("has no statistics: a training pass is like any other", () => {
    const model = create(0);
    const inputs = tf.randomNormal<tf.Rank.R2>([3, 64], 0, 1, "float32", 1);
    const logits = [true, false].map((training) => [
      ...model.forward(inputs, { training }).dataSync(),
    ]);
    expect(model.statistics).toEqual([]);
    expect(logits[0]).toEqual(logits[1]);
  });

  it("leaves no tensor behind", () => {
    const before = tf.memory().numTensors;
    const model = create(0);
    tf.tidy(() => void model.forward(tf.ones([2, 64])));
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("convNet", () => {
  it("takes images whose sides are no multiple of the strides", () => {
    const model = convNet({ imageShape: [7, 5], numClasses: 3, seed: 0 });
    expect(model.forward(tf.ones([2, 35])).shape).toEqual([2, 3]);
  });

  it("sees the channels of a pixel side by side", () => {
    const model = convNet({ imageShape: [1, 2, 3], numClasses: 1, channels: [1], seed: 2 });
    const [kernel, bias, head, headBias] = model.variables;
    kernel!.assign(tf.tensor(Array(9).fill([1, 10, 100]).flat(), kernel!.shape));
    for (const variable of [bias!, headBias!]) variable.assign(tf.zeros(variable.shape));
    head!.assign(tf.ones(head!.shape));
    expect(model.forward(tf.tensor2d([[1, 2, 3, 4, 5, 6]])).dataSync()[0]).toBe(321 + 654);
  });

  it("sees the image in rows: a shift by its stride shifts the maps", () => {
    const model = convNet({ imageShape: [8, 8], numClasses: 1, channels: [1], seed: 2 });
    const [kernel, bias, head, headBias] = model.variables;
    kernel!.assign(tf.ones(kernel!.shape));
    for (const variable of [bias!, headBias!]) variable.assign(tf.zeros(variable.shape));
    head!.assign(tf.range(0, 16).reshape([16, 1])); // the one lit map entry tells its place
    const pixel = (row: number, column: number) =>
      tf
        .oneHot(tf.tensor1d([row * 8 + column], "int32"), 64)
        .toFloat()
        .as2D(1, 64);
    const place = (row: number, column: number) => model.forward(pixel(row, column)).dataSync()[0];
    expect(place(1, 1)).toBe(0); // rows and columns 0 and 1 of "same" padding, stride 2
    expect(place(1, 3)).toBe(1);
    expect(place(3, 1)).toBe(4);
  });
});
