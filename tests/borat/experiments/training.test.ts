import { describe, expect, it } from "vitest";
import { parseCell } from "../../../src/borat/experiments/cell.ts";
import { compileExactly } from "../../../src/borat/experiments/exact-compile.ts";
import { loadCellData } from "../../../src/borat/experiments/preload.ts";
import { createTrainer } from "../../../src/borat/experiments/trainer.ts";
import { batchesOf, isDiverged } from "../../../src/borat/experiments/training.ts";
import { createRandom, tf } from "../../../src/core/index.ts";
import { createDataset } from "../../../src/data/index.ts";

const cell = parseCell({
  dataset: "digits",
  train: 50,
  test: 20,
  model: { name: "mlp", hidden: [] },
  method: "sgd",
  epochs: 1,
  batchSize: 20,
});

/** Random inputs so wide that a test takes them in several chunks. */
function wideDataset(size: number, width: number) {
  const random = createRandom(3);
  return createDataset({
    name: "wide",
    slice: "all",
    sha256: "0".repeat(64),
    licence: "MIT",
    citation: "None.",
    inputShape: [width],
    numClasses: 2,
    order: Array.from({ length: size }, (_, row) => row),
    inputs: Float32Array.from({ length: size * width }, () => random.uniform(-1, 1)),
    labels: Int32Array.from({ length: size }, (_, row) => row % 2),
  });
}

describe("batchesOf", () => {
  it("takes every training example once an epoch, in an order of its own", async () => {
    const data = await loadCellData(cell);
    const trainer = createTrainer(cell, data.train);
    const context = { cell, data, trainer, now: () => 0 };
    const orders = [1, 2].map((epoch) =>
      [...batchesOf(context, epoch)].flatMap(({ rows }) => [...rows]),
    );
    trainer.dispose();
    const all = Array.from({ length: 50 }, (_, row) => row);
    for (const order of orders) expect(order.toSorted((a, b) => a - b)).toEqual(all);
    expect(orders[0]).not.toEqual(orders[1]);
  });
});

describe("createTrainer", () => {
  it.each([true, false])(
    "counts each example once in unequal chunks (graphs: %s, seed 3)",
    (compiled) => {
      const before = tf.memory().numTensors;
      const data = wideDataset(7, 300_000); // 3 chunks of 3
      const trainer = createTrainer({ ...cell, compiled }, data);
      const right = tf.tidy(() => {
        const logits = trainer.model.forward(tf.tensor2d(data.inputs, [7, 300_000]));
        const classes = tf.argMax(logits, 1).dataSync();
        return data.labels.filter((label, i) => label === classes[i]).length;
      });
      const squares = trainer.model.variables.map((w) =>
        tf.tidy(() => w.square().sum().dataSync()[0]!),
      );
      const { accuracy, weightNorm } = trainer.test(data);
      expect(accuracy).toBeCloseTo(right / 7, 12);
      expect(weightNorm).toBeCloseTo(Math.sqrt(squares.reduce((a, b) => a + b)), 2);
      trainer.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it("gives NaN for the accuracy of weights that are not finite", async () => {
    const { train, test } = await loadCellData(cell);
    const trainer = createTrainer(cell, train);
    const [weights] = trainer.model.variables;
    tf.tidy(() => weights!.assign(tf.fill(weights!.shape, Number.NaN)));
    expect(trainer.test(test).accuracy).toBeNaN();
    trainer.dispose();
  });

  it("changes nothing by preparing its graphs", async () => {
    const { train, test } = await loadCellData(cell);
    const trainer = createTrainer({ ...cell, method: "borat", eta: 1 }, train);
    const { variables } = trainer.model;
    const weights = () => variables.map((variable) => [...variable.dataSync()]);
    const before = weights();
    trainer.prepare([{ inputs: train.inputs, labels: train.labels }], [test]);
    expect(weights()).toEqual(before);
    expect(trainer.optimizer.getState().numbers).toMatchObject({ steps: 0, pieces: 0 });
    trainer.dispose();
  });
});

describe("compileExactly", () => {
  it("gives at the first call what the graph gives, and assigns once (seed 1)", () => {
    const before = tf.memory().numTensors;
    const total = tf.tidy(() => tf.variable(tf.zeros([40]), false));
    const random = createRandom(1);
    const x = tf.tensor1d(Array.from({ length: 40 }, () => random.normal()));
    const add = compileExactly((values: tf.Tensor1D) => {
      total.assign(total.add(values));
      return values.exp().mul(values).sum<tf.Scalar>();
    });
    const results = [0, 1, 2].map(() => {
      const result = add(x);
      const value = result.dataSync()[0]!;
      result.dispose();
      return value;
    });
    expect(new Set(results).size).toBe(1);
    expect(total).toBeAllclose(Array.from(x.dataSync(), (value) => 3 * value));
    add.dispose();
    tf.dispose([x, total]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("isDiverged", () => {
  it.each([
    { loss: 1, accuracy: 0.5, diverged: false },
    { loss: Number.NaN, accuracy: 0.5, diverged: true },
    { loss: 1, accuracy: Number.NaN, diverged: true },
  ])("is $diverged at loss $loss and accuracy $accuracy", ({ diverged, ...record }) => {
    expect(isDiverged(record)).toBe(diverged);
  });
});
