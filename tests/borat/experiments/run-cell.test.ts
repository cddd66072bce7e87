import { describe, expect, it } from "vitest";
import {
  type CellConfig,
  type CellResult,
  type EpochRecord,
  parseCell,
} from "../../../src/borat/experiments/cell.ts";
import { loadCellData } from "../../../src/borat/experiments/preload.ts";
import { runCell } from "../../../src/borat/experiments/run-cell.ts";
import { ConfigError, tf } from "../../../src/core/index.ts";
import { createDataset } from "../../../src/data/index.ts";

const base: CellConfig = {
  dataset: "digits",
  train: 100,
  test: 60,
  model: { name: "mlp", hidden: [16] },
  method: "sgd",
  eta: 0.1,
  epochs: 2,
  batchSize: 25,
};

const withoutTime = ({ epochs, ...result }: CellResult) => ({
  ...result,
  epochs: epochs.map((record) => ({ ...record, seconds: 0 })),
});

/** Bytes of `[4, 4, 2]`: class 1 is bright in the first channel. */
function images(size: number, slice: string) {
  return createDataset({
    name: "bright",
    slice,
    sha256: "0".repeat(64),
    licence: "MIT",
    citation: "None.",
    inputShape: [4, 4, 2],
    numClasses: 2,
    order: Array.from({ length: size }, (_, row) => row),
    inputs: Uint8Array.from({ length: size * 32 }, (_, i) =>
      i % 2 === 0 ? (Math.floor(i / 32) % 2) * 200 + ((7 * i) % 40) : (13 * i) % 256,
    ),
    labels: Int32Array.from({ length: size }, (_, row) => row % 2),
    scale: { mean: [120, 128], deviation: [100, 74] },
  });
}

describe("runCell", () => {
  it("trains: the loss falls and the accuracy rises (seed 0)", async () => {
    const { epochs, accuracy, loss, failed } = await runCell({ ...base, epochs: 12 });
    expect(epochs.map(({ epoch }) => epoch)).toEqual([...Array(12).keys()].map((i) => i + 1));
    expect(loss).toBe(epochs.at(-1)!.loss);
    expect(loss).toBeLessThan(epochs[0]!.loss / 2);
    expect(accuracy).toBe(epochs.at(-1)!.accuracy);
    expect(accuracy).toBeGreaterThan(0.6);
    expect(failed).toBe(false);
  });

  it("gives equal results for equal settings", async () => {
    const once = await runCell(base);
    expect(withoutTime(await runCell(base))).toEqual(withoutTime(once));
  });

  it("gives the same with and without graphs, up to rounding", async () => {
    const cell: CellConfig = { ...base, method: "borat", eta: 0.3, options: { bundleSize: 4 } };
    const [graphs, direct] = [await runCell(cell), await runCell({ ...cell, compiled: false })];
    for (const [i, record] of graphs.epochs.entries()) {
      expect(record.loss).toBeCloseTo(direct.epochs[i]!.loss, 4);
      expect(record.weightNorm).toBeCloseTo(direct.epochs[i]!.weightNorm, 4);
    }
  });

  it("starts every method from the same weights and examples", async () => {
    const still = { ...base, eta: 1e-9, epochs: 1 }; // too small to move anything
    const sgd = await runCell(still);
    const alig = await runCell({ ...still, method: "alig" });
    expect(alig.epochs[0]!.loss).toBeCloseTo(sgd.epochs[0]!.loss, 5);
    expect(alig.epochs[0]!.weightNorm).toBeCloseTo(sgd.epochs[0]!.weightNorm, 5);
  });

  it.each([
    { name: "sgd", options: {}, updates: 4, evaluations: 4 },
    { name: "borat", options: { bundleSize: 3 }, updates: 2, evaluations: 4 },
    { name: "borat", options: { bundleSize: 4 }, updates: 1, evaluations: 4 }, // the fourth is open
    { name: "borat", options: { batchMode: "same" }, updates: 4, evaluations: 8 },
  ] as const)(
    "counts the updates and gradients of $name $options",
    async ({ name, options, ...counts }) => {
      const { epochs } = await runCell({ ...base, method: name, options, epochs: 1 });
      expect(epochs[0]).toMatchObject(counts);
    },
  );

  it("keeps the weights in the ball", async () => {
    const { epochs } = await runCell({ ...base, maxNorm: 2 });
    for (const { weightNorm } of epochs) expect(weightNorm).toBeLessThanOrEqual(2 * (1 + 1e-6));
  });

  it("drops the step size by the schedule, between epochs", async () => {
    const sizes: number[] = [];
    await runCell(
      { ...base, schedule: { milestones: [0.5], factor: 0.1 } },
      { onStep: ({ stepSize }) => sizes.push(stepSize) },
    );
    expect(sizes).toBeAllclose([...new Array(4).fill(0.1), ...new Array(4).fill(0.01)]);
  });

  it("tells every step and every epoch, with the model", async () => {
    const steps: string[] = [];
    const records: EpochRecord[] = [];
    const { epochs } = await runCell(base, {
      onStep: (_report, { epoch, step }) => steps.push(`${epoch}.${step}`),
      onEpoch: (record, model) => {
        records.push(record);
        expect(model.name).toBe("mlp");
      },
    });
    expect(steps).toEqual(["1.0", "1.1", "1.2", "1.3", "2.0", "2.1", "2.2", "2.3"]);
    expect(records).toEqual(epochs);
  });

  it("takes the test accuracy of the epoch that validates best", async () => {
    const result = await runCell({ ...base, validation: 20, epochs: 6, eta: 0.5 });
    const best = result.epochs.reduce((a, b) =>
      b.validationAccuracy! > a.validationAccuracy! ? b : a,
    );
    expect(result.accuracy).toBe(best.accuracy);
  });

  it("counts a run that diverges at chance and ends it early", async () => {
    const result = await runCell({ ...base, eta: 1e12, epochs: 5 });
    expect(result).toMatchObject({ failed: true, accuracy: 0.1 });
    expect(result.epochs.length).toBeLessThan(5);
  });

  it("measures training alone by the clock it is given", async () => {
    let calls = 0;
    const now = () => {
      calls += 1;
      return calls; // a ms between any two looks
    };
    const { epochs } = await runCell(base, { now });
    expect(epochs[1]!.seconds).toBeCloseTo(0.008, 9); // 8 steps
  });

  it("stops at the signal with its reason and frees its tensors", async () => {
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    const reason = new Error("enough");
    const running = runCell(
      { ...base, epochs: 100 },
      { onEpoch: () => controller.abort(reason), signal: controller.signal },
    );
    await expect(running).rejects.toBe(reason);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("lets timers run while it trains", async () => {
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 1);
    await runCell({ ...base, epochs: 10 });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
  });

  it.each([
    { model: { name: "mlp", batchNorm: true }, loss: "hinge" },
    { model: { name: "conv", channels: [2] }, loss: "smoothed-hinge" },
    { model: { name: "wide-resnet", depth: 10, width: 1, dropout: 0.3 }, loss: "cross-entropy" },
    { model: { name: "densenet-bc", depth: 10, growth: 2 }, loss: "cross-entropy" },
  ] as const)(
    "trains $model on bytes of images, moved about, without a leak",
    async ({ model, loss }) => {
      const before = tf.memory().numTensors;
      const data = { train: images(16, "train"), test: images(7, "test") };
      const cell: CellConfig = {
        dataset: "cifar-10", // what it is called does not matter
        augment: true,
        model,
        loss,
        method: "adagrad",
        eta: 0.01,
        epochs: 1,
        batchSize: 6,
      };
      const { epochs } = await runCell(cell, { data });
      expect(epochs[0]!.loss).toBeGreaterThan(0);
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it("scales bytes by channel on the device as numbers scaled beforehand", async () => {
    const bytes = images(16, "train");
    const scaled = (value: number, i: number) =>
      i % 2 === 0 ? (value - 120) / 100 : (value - 128) / 74;
    const { scale: _, ...rest } = bytes;
    const numbers = { ...rest, inputs: Float32Array.from(bytes.inputs, scaled) };
    const cell: CellConfig = {
      dataset: "cifar-10",
      model: { name: "mlp", hidden: [8] },
      method: "sgd",
      eta: 0.2,
      epochs: 3,
      batchSize: 8,
    };
    const onBytes = await runCell(cell, { data: { train: bytes, test: bytes } });
    const onNumbers = await runCell(cell, { data: { train: numbers, test: numbers } });
    for (const [i, { loss, accuracy }] of onBytes.epochs.entries()) {
      expect(loss).toBeCloseTo(onNumbers.epochs[i]!.loss, 5);
      expect(accuracy).toBe(onNumbers.epochs[i]!.accuracy);
    }
  });

  it.each([
    { wrong: { eta: -1 }, message: "eta" },
    {
      wrong: { method: "borat", options: { bundlesize: 3 } },
      message: 'Unrecognized key: "bundlesize"',
    },
    { wrong: { method: "borat", options: { bundleSize: 1 } }, message: "bundleSize" },
    { wrong: { model: { name: "conv1d" } }, message: "conv1d takes signals, got digits" },
    { wrong: { dataset: "mnist-1d", model: { name: "conv" } }, message: "conv takes images" },
    { wrong: { train: 5000 }, message: "at most 1797" },
  ])("names what is wrong and leaves no tensor: $wrong", async ({ wrong, message }) => {
    const before = tf.memory().numTensors;
    const running = runCell({ ...base, ...wrong } as CellConfig);
    await expect(running).rejects.toThrow(ConfigError);
    await expect(running).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses a schedule without a step size", async () => {
    const { eta: _, ...rest } = base;
    const cell = { ...rest, schedule: { milestones: [0.5], factor: 0.1 } };
    await expect(runCell(cell)).rejects.toThrow("eta is required with a schedule");
  });
});

describe("loadCellData", () => {
  it("takes training, validation and test rows one after the other", async () => {
    const choice = parseCell({ ...base, validation: 30 });
    const { train, validation, test } = await loadCellData(choice);
    expect(train.slice).toContain("rows 0 to 99");
    expect(validation?.slice).toContain("rows 100 to 129");
    expect(test.slice).toContain("rows 130 to 189");
    expect([train.size, validation?.size, test.size]).toEqual([100, 30, 60]);
  });

  it("standardises all slices by the training slice", async () => {
    const { train, validation, test } = await loadCellData(parseCell({ ...base, validation: 30 }));
    const plain = await loadCellData(parseCell({ ...base, test: 90 }));
    const mean = [...train.inputs].reduce((sum, value) => sum + value, 0) / train.inputs.length;
    expect(mean).toBeCloseTo(0, 5);
    expect([...validation!.inputs, ...test.inputs]).toEqual([...plain.test.inputs]);
  });
});
