import { describe, expect, it } from "vitest";
import { robustnessMethods } from "../../../src/borat/experiments/contenders.ts";
import {
  type RobustnessConfig,
  type RobustnessMetric,
  runRobustness,
} from "../../../src/borat/experiments/index.ts";
import { ConfigError, tf } from "../../../src/core/index.ts";

const config: RobustnessConfig = {
  dataset: "digits",
  model: "mlp",
  train: 200,
  test: 100,
  methods: ["sgd", "borat-3"],
  etas: [0.03, 0.1],
  seeds: [0, 1],
  epochs: 2,
  batchSize: 50,
  compiled: false, // to compile takes longer than eight steps
};

describe("runRobustness", () => {
  it("runs every method at every eta with every seed (seeds 0, 1)", async () => {
    const { runs } = await runRobustness(config);
    const places = runs.map(({ method, eta, seed }) => `${method} ${eta} ${seed}`);
    expect(new Set(places).size).toBe(8);
    expect(Math.min(...runs.map(({ accuracy }) => accuracy))).toBeGreaterThan(0);
  });

  it.each(robustnessMethods)("trains by %s", async (method) => {
    const { runs } = await runRobustness({ ...config, methods: [method], epochs: 6, seeds: [0] });
    const losses = runs.at(-1)!.epochs.map(({ loss }) => loss);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
  });

  it("trains the conv net with the hinge loss", async () => {
    const { runs } = await runRobustness({ ...config, model: "conv", loss: "hinge", etas: [0.03] });
    for (const { epochs } of runs) expect(epochs[1]!.loss).toBeLessThan(epochs[0]!.loss);
  });

  it("gives equal results for equal configurations", async () => {
    const withoutClock = { now: () => 0 };
    const once = await runRobustness(config, withoutClock);
    expect((await runRobustness(config, withoutClock)).runs).toEqual(once.runs);
  });

  it("starts the runs of a seed from the same weights and batches", async () => {
    const { runs } = await runRobustness({
      ...config,
      methods: ["sgd", "alig"],
      etas: [1e-9], // too small to move anything
      epochs: 1,
      seeds: [5],
    });
    expect(runs[0]!.epochs[0]!.loss).toBeCloseTo(runs[1]!.epochs[0]!.loss, 5);
  });

  it("counts a run that diverges at chance and ends it early", async () => {
    const { runs, summaries } = await runRobustness({
      ...config,
      methods: ["sgd"],
      etas: [1e12],
      epochs: 5,
    });
    expect(runs.map(({ failed, accuracy }) => ({ failed, accuracy }))).toEqual(
      [0, 1].map(() => ({ failed: true, accuracy: 0.1 })),
    );
    expect(runs[0]!.epochs.length).toBeLessThan(5);
    expect(summaries[0]).toMatchObject({ numFailed: 2, numRuns: 2 });
  });

  it("tells each epoch as it ends", async () => {
    const metrics: RobustnessMetric[] = [];
    const { runs } = await runRobustness(config, { onMetric: (metric) => metrics.push(metric) });
    expect(metrics).toHaveLength(16);
    expect(metrics.at(-1)).toMatchObject({ run: 7, numRuns: 8, epoch: 2 });
    expect(metrics.at(-1)!.accuracy).toBe(runs.at(-1)!.accuracy);
  });

  it("stops at the signal with its reason and frees its tensors", async () => {
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    const reason = new Error("enough");
    const running = runRobustness(config, {
      onMetric: () => controller.abort(reason),
      signal: controller.signal,
    });
    await expect(running).rejects.toBe(reason);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("lets timers run while it trains", async () => {
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 5);
    await runRobustness(config);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
  });

  it("leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    await runRobustness({ ...config, methods: robustnessMethods, etas: [0.1], seeds: [0] });
    expect(tf.memory().numTensors).toBe(before);
  });

  it("names the setting that is wrong", async () => {
    const wrong = runRobustness({ ...config, etas: [-1] });
    await expect(wrong).rejects.toThrow(ConfigError);
    await expect(wrong).rejects.toThrow("etas[0]");
  });

  it("refuses to run the conv net on signals", async () => {
    const wrong = runRobustness({ ...config, dataset: "mnist-1d", model: "conv" });
    await expect(wrong).rejects.toThrow("model conv takes images, got mnist-1d");
  });
});

describe("RobustnessResult", () => {
  it("shows a row for each method and the data it was measured on", async () => {
    const result = await runRobustness({ ...config, etas: [0.1] });
    const bundle: unknown = Reflect.get(result, Symbol.for("Jupyter.display")).call(result);
    expect(result.table().map(({ method }) => method)).toEqual(["SGD", "BORAT 3"]);
    expect(result.data).toMatchObject({
      name: "digits",
      test: expect.stringContaining("rows 200 to 299 of the fixed order"),
    });
    expect(bundle).toMatchObject({
      "text/markdown": expect.stringMatching(/\| BORAT 3 \| 0\.1 \| \d+\.\d ± \d+\.\d \|/),
      "text/plain": expect.stringContaining("sha256 09f66e6debde"),
    });
  });
});
