import { describe, expect, it } from "vitest";
import {
  conv1dNet,
  denseNetBC,
  type Model,
  mlp,
  resNet18,
  wideResNet,
} from "../../../src/borat/models/index.ts";
import type { tf } from "../../../src/core/index.ts";

const imageShape = [8, 8, 3] as const;
const sizes = { imageShape, numClasses: 10 } as const;

const convolutional = [
  {
    name: "wideResNet",
    create: (seed: number) => wideResNet({ ...sizes, depth: 16, width: 2, dropout: 0.4, seed }),
  },
  {
    name: "denseNetBC",
    create: (seed: number) => denseNetBC({ ...sizes, depth: 22, growth: 12, seed }),
  },
  { name: "resNet18", create: (seed: number) => resNet18({ ...sizes, channels: 8, seed }) },
];

const all = [
  ...convolutional,
  { name: "conv1dNet", create: (seed: number) => conv1dNet({ seed }) },
  {
    name: "mlp with batch normalisation",
    create: (seed: number) => mlp({ inputSize: 64, numClasses: 10, batchNorm: true, seed }),
  },
];

function meanOf(values: ArrayLike<number>, map: (value: number) => number): number {
  return Array.from(values, map).reduce((a, b) => a + b) / values.length;
}

function kernelsOf(model: Model): readonly tf.Variable[] {
  return model.variables.filter(({ rank }) => rank === 4);
}

describe.each(convolutional)("$name (seed 4)", ({ create }) => {
  it("draws kernels from N(0, 2 / (height width out))", () => {
    const model = create(4);
    for (const kernel of kernelsOf(model)) {
      const [height, width, , outputs] = kernel.shape;
      const variance = 2 / (height! * width! * outputs!);
      const values = kernel.dataSync();
      // Six standard errors of a mean, and of a mean of squares, of normal numbers.
      const error = 6 / Math.sqrt(kernel.size);
      expect(Math.abs(meanOf(values, (x) => x))).toBeLessThan(error * Math.sqrt(variance));
      const squares = meanOf(values, (x) => x * x);
      expect(Math.abs(squares / variance - 1)).toBeLessThan(error * Math.SQRT2);
    }
    model.dispose();
  });

  it("starts batch normalisation at scale 1, offset 0, mean 0 and variance 1", () => {
    const model = create(4);
    const vectors = model.variables.filter(({ rank }) => rank === 1).slice(0, -1);
    const constants = vectors.map((vector) => new Set(vector.dataSync()));
    expect(constants).toEqual(vectors.map((_, i) => new Set([i % 2 === 0 ? 1 : 0])));
    const statistics = model.statistics.slice(0, vectors.length); // without dropout's
    const starts = statistics.map((statistic) => new Set(statistic.dataSync()));
    expect(starts).toEqual(statistics.map((_, i) => new Set([i % 2 === 0 ? 0 : 1])));
    model.dispose();
  });
});

describe.each(all)("$name", ({ create }) => {
  it("draws the dense layer within 1 / sqrt(inputs), filling the range", () => {
    const model = create(0);
    const [kernel, bias] = model.variables.slice(-2);
    const bound = 1 / Math.sqrt(kernel!.shape[0]!);
    const largest = Math.max(...kernel!.dataSync().map(Math.abs));
    expect(largest).toBeLessThanOrEqual(bound);
    expect(largest).toBeGreaterThan(0.9 * bound);
    expect(Math.max(...bias!.dataSync().map(Math.abs))).toBeLessThanOrEqual(bound);
    model.dispose();
  });

  it("starts from the same state for the same seed, and from another for another", () => {
    const [first, again, other] = [3, 3, 4].map((seed) => {
      const model = create(seed);
      const state = [...model.variables, ...model.statistics].map((v) => [...v.dataSync()]);
      model.dispose();
      return state;
    });
    expect(again).toEqual(first);
    expect(other!.at(-1)).toBeDefined();
    expect(other![0]).not.toEqual(first![0]);
  });
});

describe("the norm of the initial weights (seed 0)", () => {
  it("is near 127 for WRN-40-4, as the distributions of the weights give", () => {
    const sizes = { imageShape: [32, 32, 3], numClasses: 10 } as const;
    const model = wideResNet({ ...sizes, depth: 40, width: 4, seed: 0 });
    const squares = model.variables.map((v) => meanOf(v.dataSync(), (x) => x * x) * v.size);
    const kernels = kernelsOf(model).reduce((total, { shape }) => total + 2 * shape[2]!, 0);
    const scales = model.statistics.reduce((total, { size }) => total + size / 2, 0);
    const head = (10 + 10 / 256) / 3; // the variance in ±1/sqrt(n) is 1 / (3 n)
    model.dispose();
    const norm = Math.sqrt(squares.reduce((a, b) => a + b));
    // The kernels' squares add up to within some 6 standard deviations of 6 units in 16,000.
    expect(norm).toBeAllclose(Math.sqrt(kernels + scales + head), { rtol: 2e-3 });
    expect(norm).toBeCloseTo(127, 0);
  });
});
