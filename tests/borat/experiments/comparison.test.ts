import { describe, expect, it } from "vitest";
import {
  type ComparisonConfig,
  contendersFor,
  getContender,
  runComparison,
} from "../../../src/borat/experiments/index.ts";
import { makeRunCell } from "./runs.ts";

const config: ComparisonConfig = {
  ...{ dataset: "digits", model: "mlp", train: 200, test: 50, epochs: 2, batchSize: 50 },
  ...{ methods: ["adam", "dog", "borat-3"], etas: [0.1, 1], seeds: [0, 1] },
};

/** BORAT is best, at eta 1. */
const run = makeRunCell(({ method, eta = 1, seed }) => {
  const best = method === "borat" ? 0.9 : method === "adam" ? 0.8 : 0.7;
  return { accuracy: best + (eta === 1 ? 0.05 : 0) + 0.01 * seed, loss: 1 - best, seconds: 0.5 };
});

describe("runComparison", () => {
  it("sweeps the methods with a knob and runs the others as published", async () => {
    const { runs } = await runComparison(config, { run });
    const etas = (method: string) =>
      runs.filter((record) => record.method === method && record.seed === 0).map(({ eta }) => eta);
    expect([etas("adam"), etas("dog"), etas("borat-3")]).toEqual([[0.1, 1], [1], [0.1, 1]]);
  });

  it.each([
    { name: "sweeps all when told to", change: { sweepUntuned: true }, etas: [0.1, 1] },
    { name: "takes other etas for a method", change: { etasOf: { dog: [3] } }, etas: [3] },
  ])("$name", async ({ change, etas }) => {
    const { runs } = await runComparison(
      { ...config, ...change, methods: ["dog"], seeds: [0] },
      { run },
    );
    expect(runs.map(({ eta }) => eta)).toEqual(etas);
  });

  it("runs by default all methods that can train by the loss", async () => {
    const { summaries } = await runComparison(
      {
        ...{ dataset: "digits", model: "mlp", train: 200, test: 50, epochs: 1, batchSize: 50 },
        ...{ etas: [0.1], seeds: [0] },
      },
      { run },
    );
    expect(summaries.map(({ method }) => method).sort()).toEqual(
      [...contendersFor("cross-entropy")].sort(),
    );
  });
});

describe("ComparisonResult", () => {
  it("shows each method with its family, knob, best eta and cost", async () => {
    const [adam, dog] = (await runComparison(config, { run })).table();
    expect(adam).toMatchObject({
      method: "Adam",
      family: "adaptive",
      knob: "eta x 0.01",
      "best eta": 0.1,
      "test accuracy (%)": "80.5 ± 0.7",
      "etas within 1 point": "2 of 2",
      "gradient evaluations": 8,
      updates: 8,
      seconds: 0.5,
    });
    expect(dog).toMatchObject({ "best eta": "published", "etas within 1 point": "-" });
  });

  it("sorts the bars by accuracy", async () => {
    const bars = (await runComparison(config, { run })).accuracyBars();
    expect(bars.x).toEqual(["BORAT 3", "Adam", "DoG"]);
    expect(bars.y[0]).toBeCloseTo(95.5, 10);
    expect(bars.error[0]).toBeCloseTo(Math.SQRT1_2, 10);
  });

  it("draws only what ran at several etas against eta", async () => {
    const result = await runComparison(config, { run });
    expect(result.robustnessCurves().map(({ name }) => name)).toEqual(["Adam", "BORAT 3"]);
  });

  it.each([
    { axis: "epoch", x: [1, 2] },
    { axis: "updates", x: [4, 8] },
    { axis: "evaluations", x: [4, 8] },
    { axis: "seconds", x: [0.5, 0.5] },
  ] as const)("draws the accuracy against $axis", async ({ axis, x }) => {
    const curves = (await runComparison(config, { run })).accuracyCurves(axis);
    expect(curves.map(({ name }) => name)).toEqual(
      ["adam", "dog", "borat-3"].map((name) => getContender(name).label),
    );
    expect(curves[0]!.x).toEqual(x);
  });

  it("puts the paper's claims beside the numbers", async () => {
    const claims = (await runComparison(config, { run })).claims();
    expect(claims.map(({ holds }) => holds)).toEqual([true, false, true]);
  });
});
