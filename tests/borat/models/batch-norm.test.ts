import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mlp } from "../../../src/borat/models/index.ts";
import { batchNorm } from "../../../src/borat/models/layers/batch-norm.ts";
import { createRandom, tf } from "../../../src/core/index.ts";

const EPSILON = 1e-5;

/** Examples by rows, mean 3 and standard deviation 2. */
function drawRows(seed: number, count: number, channels: number): readonly (readonly number[])[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () =>
    Array.from({ length: channels }, () => random.normal(3, 2)),
  );
}

/** Mean, and variance divided by `count - correction`, of each column. */
function moments(rows: readonly (readonly number[])[], correction: 0 | 1) {
  return rows[0]!.map((_, channel) => {
    const column = rows.map((row) => row[channel]!);
    const mean = column.reduce((a, b) => a + b) / column.length;
    const squares = column.reduce((total, value) => total + (value - mean) ** 2, 0);
    return { mean, variance: squares / (column.length - correction) };
  });
}

const forms = [
  { name: "rows", shape: [12, 3], input: (values: number[]) => tf.tensor2d(values, [12, 3]) },
  {
    name: "maps",
    shape: [2, 3, 2, 3],
    input: (values: number[]) => tf.tensor4d(values, [2, 3, 2, 3]),
  },
];

describe.each(forms)("batchNorm of $name (seed 1)", ({ shape, input }) => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());
  const rows = drawRows(1, 12, 3);

  it("normalises by mean and biased variance of the batch in training", () => {
    const layer = batchNorm(3);
    layer.variables[0]!.assign(tf.tensor1d([1, 2, 3]));
    layer.variables[1]!.assign(tf.tensor1d([0, -1, 5]));
    const output = layer.apply(input(rows.flat()), true);
    const batch = moments(rows, 0);
    const expected = rows.flatMap((row) =>
      row.map((value, c) => {
        const { mean, variance } = batch[c]!;
        return ((value - mean) / Math.sqrt(variance + EPSILON)) * [1, 2, 3][c]! + [0, -1, 5][c]!;
      }),
    );
    expect(output.shape).toEqual(shape);
    expect(output).toBeAllclose(expected, { rtol: 1e-5, atol: 1e-5 });
  });

  it("moves a tenth of the way to mean and unbiased variance with each training pass", () => {
    const layer = batchNorm(3);
    const [runningMean, runningVariance] = layer.statistics;
    const batch = moments(rows, 1);
    layer.apply(input(rows.flat()), true);
    expect(runningMean!).toBeAllclose(batch.map(({ mean }) => 0.1 * mean));
    expect(runningVariance!).toBeAllclose(batch.map(({ variance }) => 0.9 + 0.1 * variance));
    layer.apply(input(rows.flat()), true);
    expect(runningMean!).toBeAllclose(batch.map(({ mean }) => 0.19 * mean));
    expect(runningVariance!).toBeAllclose(batch.map(({ variance }) => 0.81 + 0.19 * variance));
  });

  it("normalises by the running statistics otherwise, and leaves them", () => {
    const layer = batchNorm(3);
    const [runningMean, runningVariance] = layer.statistics;
    runningMean!.assign(tf.tensor1d([1, 2, 3]));
    runningVariance!.assign(tf.tensor1d([4, 9, 16]));
    const output = layer.apply(input(rows.flat()), false);
    const expected = rows.flatMap((row) => row.map((value, c) => (value - (c + 1)) / (c + 2)));
    expect(output).toBeAllclose(expected, { rtol: 1e-5, atol: 1e-5 });
    expect(runningMean!).toBeAllclose([1, 2, 3]);
    expect(runningVariance!).toBeAllclose([4, 9, 16]);
  });
});

describe("a model with batch normalisation (seed 2)", () => {
  it("passes differently in training and not, until the statistics have settled", () => {
    const model = mlp({ inputSize: 3, numClasses: 2, hidden: [8], batchNorm: true, seed: 2 });
    tf.tidy(() => {
      const inputs = tf.tensor2d(drawRows(2, 500, 3).map((row) => [...row]));
      const distance = () => {
        const [training, not] = [true, false].map((mode) =>
          model.forward(inputs, { training: mode }),
        );
        return training!.sub(not!).abs().max().dataSync()[0]!;
      };
      expect(distance()).toBeGreaterThan(0.1);
      for (let pass = 0; pass < 100; pass += 1) model.forward(inputs, { training: true });
      expect(distance()).toBeLessThan(0.01); // biased and unbiased variance differ by 1 / 500
    });
    model.dispose();
  });

  it("changes nothing by a pass that is not for training", () => {
    const model = mlp({ inputSize: 3, numClasses: 2, hidden: [8], batchNorm: true, seed: 2 });
    const read = () => model.statistics.map((statistic) => [...statistic.dataSync()]);
    const before = read();
    tf.tidy(() => void model.forward(tf.ones([4, 3])));
    expect(read()).toEqual(before);
    tf.tidy(() => void model.forward(tf.ones([4, 3]), { training: true }));
    expect(read()).not.toEqual(before);
    model.dispose();
  });
});
