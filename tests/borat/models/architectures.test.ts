import { describe, expect, it } from "vitest";
import {
  conv1dNet,
  denseNetBC,
  mlp,
  resNet18,
  wideResNet,
} from "../../../src/borat/models/index.ts";
import { tf } from "../../../src/core/index.ts";
import { denseNetSize, denseSize, resNet18Size, wideResNetSize } from "./parameter-counts.ts";

const imageShape = [32, 32, 3] as const;

const published = [
  {
    name: "WRN-16-2",
    create: () => wideResNet({ depth: 16, width: 2, imageShape, numClasses: 10, seed: 0 }),
    size: wideResNetSize(16, 2, 10),
    millions: 0.69,
    numVariables: 44,
  },
  {
    name: "WRN-16-4 with dropout",
    create: () =>
      wideResNet({ depth: 16, width: 4, imageShape, numClasses: 10, dropout: 0.4, seed: 0 }),
    size: wideResNetSize(16, 4, 10),
    millions: 2.75,
    numVariables: 44,
  },
  {
    name: "WRN-40-4",
    create: () => wideResNet({ depth: 40, width: 4, imageShape, numClasses: 100, seed: 0 }),
    size: wideResNetSize(40, 4, 100),
    millions: 8.97,
    numVariables: 116,
  },
  {
    name: "DenseNet-BC-40-40",
    create: () => denseNetBC({ depth: 40, growth: 40, imageShape, numClasses: 10, seed: 0 }),
    size: denseNetSize(40, 40, 10),
    millions: 1.9,
    numVariables: 3 * 6 * 6 + 2 * 3 + 5,
  },
  {
    name: "ResNet-18",
    create: () =>
      resNet18({ imageShape: [64, 64, 3], numClasses: 1000, stem: "imagenet", seed: 0 }),
    size: resNet18Size(7, 1000),
    millions: 11.69,
    numVariables: 62,
  },
];

describe.each(published)("$name", ({ create, size, millions, numVariables }) => {
  it("has the weights of its layers, as many as published", () => {
    const model = create();
    const sizes = model.variables.map((variable) => variable.size);
    model.dispose();
    expect(sizes.reduce((a, b) => a + b)).toBe(size);
    expect(sizes).toHaveLength(numVariables);
    expect(Math.abs(size / 1e6 - millions)).toBeLessThan(0.01);
  });
});

const large = { imageShape: [35, 32, 3], stem: "imagenet" } as const;

const small = [
  {
    name: "mlp with batch normalisation",
    create: () => mlp({ inputSize: 6, numClasses: 4, hidden: [5], batchNorm: true, seed: 0 }),
    inputSize: 6,
    size: denseSize(6, 5) + 10 + denseSize(5, 4),
  },
  {
    name: "conv1dNet",
    create: () => conv1dNet({ numClasses: 4, seed: 0 }),
    inputSize: 40,
    size: 5 * 25 + 25 + 2 * (3 * 25 * 25 + 25) + denseSize(125, 4),
  },
  {
    name: "wideResNet on images of odd sides",
    create: () =>
      wideResNet({ depth: 10, width: 1, imageShape: [9, 7, 3], numClasses: 4, seed: 0 }),
    inputSize: 9 * 7 * 3,
    size: wideResNetSize(10, 1, 4),
  },
  {
    name: "denseNetBC",
    create: () =>
      denseNetBC({ depth: 16, growth: 4, imageShape: [9, 8, 3], numClasses: 4, seed: 0 }),
    inputSize: 9 * 8 * 3,
    size: denseNetSize(16, 4, 4),
  },
  {
    name: "resNet18 for small images",
    create: () => resNet18({ imageShape: [9, 8, 3], numClasses: 4, channels: 4, seed: 0 }),
    inputSize: 9 * 8 * 3,
    size: resNet18Size(3, 4, 4),
  },
  {
    name: "resNet18 for large images",
    create: () => resNet18({ ...large, numClasses: 4, channels: 4, seed: 0 }),
    inputSize: 35 * 32 * 3,
    size: resNet18Size(7, 4, 4),
  },
];

describe.each(small)("$name", ({ create, inputSize, size }) => {
  it("gives one row of logits for each example, in training and not", () => {
    const model = create();
    const inputs = tf.randomNormal<tf.Rank.R2>([3, inputSize], 0, 1, "float32", 1);
    const shapes = [true, false].map((training) => model.forward(inputs, { training }).shape);
    expect(shapes).toEqual([
      [3, 4],
      [3, 4],
    ]);
    model.dispose();
  });

  it("has the weights of its layers and no others", () => {
    const model = create();
    expect(model.variables.reduce((total, variable) => total + variable.size, 0)).toBe(size);
    expect(model.variables.every(({ trainable }) => trainable)).toBe(true);
    expect(model.statistics.some(({ trainable }) => trainable)).toBe(false);
    model.dispose();
  });

  it("refuses examples of another size", () => {
    const model = create();
    expect(() => model.forward(tf.ones([2, inputSize + 1]))).toThrow(
      `expected shape [B, ${inputSize}], got [2, ${inputSize + 1}]`,
    );
    model.dispose();
  });

  it("leaves no tensor behind and makes no variable in a pass", () => {
    const before = tf.memory().numTensors;
    const model = create();
    const variables = Object.keys(tf.engine().state.registeredVariables);
    tf.tidy(() => {
      const inputs: tf.Tensor2D = tf.ones([2, inputSize]);
      const held = tf.memory().numTensors;
      const logits = [true, false].map((training) => model.forward(inputs, { training }));
      expect(tf.memory().numTensors).toBe(held + logits.length);
    });
    expect(Object.keys(tf.engine().state.registeredVariables)).toEqual(variables);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("gives every variable a gradient and the statistics none", () => {
    const model = create();
    tf.tidy(() => {
      const inputs = tf.randomNormal<tf.Rank.R2>([4, inputSize], 0, 1, "float32", 2);
      const weights = tf.randomNormal([4, 4], 0, 1, "float32", 3);
      const { grads } = tf.variableGrads(() =>
        model.forward(inputs, { training: true }).mul(weights).sum<tf.Scalar>(),
      );
      const names = model.variables.map((variable) => variable.name);
      expect(new Set(Object.keys(grads))).toEqual(new Set(names));
    });
    model.dispose();
  });
});

describe("sizes out of range", () => {
  const wide = { depth: 16, width: 2, imageShape, numClasses: 10, seed: 0 };
  const dense = { depth: 16, growth: 4, imageShape, numClasses: 10, seed: 0 };

  it.each([
    { name: "a depth between blocks", make: () => wideResNet({ ...wide, depth: 18 }) },
    { name: "width 0", make: () => wideResNet({ ...wide, width: 0 }) },
    { name: "dropout 1", make: () => wideResNet({ ...wide, dropout: 1 }) },
    { name: "a depth between layers", make: () => denseNetBC({ ...dense, depth: 12 }) },
    { name: "growth 1.5", make: () => denseNetBC({ ...dense, growth: 1.5 }) },
    { name: "images too small", make: () => denseNetBC({ ...dense, imageShape: [3, 8] }) },
    { name: "an image without rows", make: () => wideResNet({ ...wide, imageShape: [0, 8] }) },
    { name: "channels -1", make: () => resNet18({ ...dense, channels: -1 }) },
    { name: "signals too short", make: () => conv1dNet({ inputSize: 2, seed: 0 }) },
  ])("are refused: $name", ({ make }) => {
    expect(make).toThrow(/^(wideResNet|denseNetBC|resNet18|conv1dNet): .+ must .+, got /);
  });
});
