import { describe, expect, it } from "vitest";
import {
  type HeatMapConfig,
  type HeatMapResult,
  runHeatMaps,
  runRobustness,
} from "../../../src/borat/experiments/index.ts";
import { makeRunCell } from "./runs.ts";

const setup = {
  dataset: "digits",
  model: "mlp",
  ...{ train: 200, test: 50, epochs: 2, batchSize: 50, seeds: [0], compiled: false },
} as const;

const config: HeatMapConfig = {
  ...setup,
  ...{ methods: ["adam", "borat-3"], losses: ["hinge"] },
  ...{ etas: [1, 0.1], maxNorms: [20, 10] },
};

/** Accuracy 0.r + eta / 100; Adam diverges at its largest eta. */
const run = makeRunCell(({ method, eta = 1, maxNorm = 0 }) => {
  const failed = method === "adam" && eta === 0.01;
  return { accuracy: failed ? 0.1 : maxNorm / 100 + eta / 100, failed };
});

const maps = async () => (await runHeatMaps(config, { run })).maps();

describe("runHeatMaps", () => {
  it("runs every method at every eta and radius by every loss", async () => {
    const { runs } = await runHeatMaps({ ...config, losses: ["cross-entropy", "hinge"] }, { run });
    const places = runs.map(({ method, objective, eta, maxNorm }) =>
      [method, objective, eta, maxNorm].join(),
    );
    expect(new Set(places).size).toBe(16);
    expect(runs).toHaveLength(16);
  });

  it("has the sweep over eta as its row of one radius (seed 0)", async () => {
    const withoutClock = { now: () => 0 };
    const sweep = { ...setup, methods: ["borat-3"], etas: [0.1, 1] } as const;
    const map = await runHeatMaps(
      { ...sweep, losses: ["cross-entropy"], maxNorms: [8] },
      withoutClock,
    );
    const row = await runRobustness({ ...sweep, maxNorm: 8 }, withoutClock);
    expect(map.runs).toEqual(row.runs);
  });

  it("keeps the weights in the ball (seed 0)", async () => {
    const { runs } = await runHeatMaps({ ...config, maxNorms: [2], etas: [0.1] });
    for (const { epochs } of runs) expect(epochs.at(-1)!.weightNorm).toBeLessThan(2 * (1 + 1e-5));
  });
});

describe("HeatMapResult", () => {
  it("gives a map with the radii as rows and the method's own step sizes as columns", async () => {
    const [, borat] = await maps();
    expect(borat).toMatchObject({
      title: "BORAT 3: digits, MLP, hinge",
      x: ["0.1", "1"],
      y: ["10", "20"],
      text: [
        ["10.1", "11.0"],
        ["20.1", "21.0"],
      ],
    });
    expect(borat!.z.flat()).toBeAllclose([10.1, 11, 20.1, 21]);
  });

  it("marks the cells where a seed diverged", async () => {
    const [adam] = await maps();
    expect(adam!.x).toEqual(["0.001", "0.01"]);
    expect(adam!.text[1]).toEqual(["20.0", "10.0 ✕"]);
  });

  it("sums up each map by its mean, its worst cell and its good cells", async () => {
    const result = await runHeatMaps(config, { run });
    const [adam, borat] = result.summaries;
    expect(borat).toMatchObject({
      best: { eta: 1, maxNorm: 20 },
      worst: { eta: 0.1, maxNorm: 10 },
      ...{ numGood: 2, numGoodOfAll: 2, numFailed: 0, numRuns: 4 },
    });
    expect(borat!.mean).toBeCloseTo((0.101 + 0.11 + 0.201 + 0.21) / 4, 12);
    expect(adam).toMatchObject({ numGood: 1, numGoodOfAll: 1, numFailed: 2 });
  });

  it("shows the loss and the cells in its table", async () => {
    const [, row] = (await runHeatMaps(config, { run })).table();
    expect(row).toMatchObject({
      loss: "hinge",
      method: "BORAT 3",
      "best cell (%)": "21.0 at eta 1, r 20",
      "cells within 1 point of own best": "2 of 4",
    });
  });
});

describe("claims of heat maps", () => {
  const result = (accuracies: Readonly<Record<string, readonly [number, number]>>) => {
    const told = makeRunCell(({ method, eta, options }) => {
      const name = method === "borat" ? `borat-${Number(options["bundleSize"])}` : method;
      return { accuracy: accuracies[name]![eta! < (method === "adam" ? 0.01 : 1) ? 0 : 1] };
    });
    const methods = ["borat-3", "alig", "adam"] as const;
    return runHeatMaps({ ...config, methods, maxNorms: [10] }, { run: told });
  };
  const verdict = (found: HeatMapResult, words: string) =>
    found.claims().find(({ claim }) => claim.includes(words))?.holds;

  it("lead only by more than a point over every other method", async () => {
    const clear = await result({ "borat-3": [0.6, 0.8], alig: [0.5, 0.8], adam: [0.1, 0.2] });
    expect(verdict(clear, "mean accuracy")).toBe(true);
    expect(verdict(clear, "worst cell")).toBe(true);
    const close = await result({ "borat-3": [0.6, 0.8], alig: [0.6, 0.79], adam: [0.1, 0.2] });
    expect(verdict(close, "mean accuracy")).toBe(false);
    expect(verdict(close, "worst cell")).toBe(false);
  });

  it.each([
    { best: 0.39, holds: true },
    { best: 0.4, holds: false },
  ])("say that Adam at $best at best stays below half of the best: $holds", async (adam) => {
    const found = await result({
      "borat-3": [0.6, 0.8],
      alig: [0.5, 0.8],
      adam: [0.1, adam.best],
    });
    expect(verdict(found, "Adam with the hinge loss")).toBe(adam.holds);
  });

  it("say nothing of Adam by the cross-entropy", async () => {
    const found = await runHeatMaps({ ...config, losses: ["cross-entropy"] }, { run });
    expect(verdict(found, "Adam with the hinge loss")).toBeUndefined();
  });
});
