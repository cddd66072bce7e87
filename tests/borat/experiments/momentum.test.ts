import { describe, expect, it } from "vitest";
import { type MomentumConfig, runMomentum } from "../../../src/borat/experiments/index.ts";
import { makeRunCell } from "./runs.ts";

const config: MomentumConfig = {
  ...{ dataset: "digits", model: "mlp", train: 200, test: 50, epochs: 1, batchSize: 50 },
  ...{ methods: ["alig"], etas: [1, 10], seeds: [0], compiled: false },
};

/** Accuracies at eta 1 and 10, without momentum and with it. */
const told = (accuracies: readonly [readonly number[], readonly number[]]) =>
  makeRunCell(({ eta, options }) => ({
    accuracy: accuracies[options["momentum"] === 0 ? 0 : 1][eta === 1 ? 0 : 1]!,
  }));

describe("runMomentum", () => {
  it("runs every method at every eta with and without momentum", async () => {
    const { table, runs } = await runMomentum(config, {
      run: told([
        [0.7, 0.7],
        [0.7, 0.1],
      ]),
    }).then((result) => ({ runs: result.runs, table: result.table() }));
    expect(runs).toHaveLength(4);
    expect(table).toMatchObject([
      { method: "ALI-G", momentum: 0, "eta 1": "70.0", "eta 10": "70.0" },
      { method: "ALI-G", momentum: 0.9, "eta 1": "70.0", "eta 10": "10.0" },
    ]);
  });

  it("trains otherwise with momentum than without (seed 0)", async () => {
    const { runs } = await runMomentum({ ...config, etas: [0.01], epochs: 2 });
    expect(runs[0]!.loss).not.toBeCloseTo(runs[1]!.loss, 3);
  });
});

describe("MomentumResult", () => {
  it("draws the curves without momentum dashed", async () => {
    const run = told([
      [0.7, 0.7],
      [0.7, 0.1],
    ]);
    const curves = (await runMomentum(config, { run })).curves();
    expect(curves).toMatchObject([
      { name: "ALI-G, momentum 0", dashed: true },
      { name: "ALI-G, momentum 0.9", dashed: false },
    ]);
    expect(curves[1]!.y).toBeAllclose([70, 10]);
  });

  it.each([
    { having: 0.68, holds: true },
    { having: 0.69, holds: false },
  ])("finds no momentum better at the largest eta than $having: $holds", async (momentum) => {
    const run = told([
      [0.7, 0.7],
      [0.8, momentum.having],
    ]);
    const claims = (await runMomentum(config, { run })).claims();
    expect(claims).toMatchObject([{ holds: momentum.holds, paper: "(our question)" }]);
    expect(claims[0]!.measured).toContain("70.0 % at 1 and 80.0 % at 1");
  });
});
