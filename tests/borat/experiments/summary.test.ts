import { describe, expect, it } from "vitest";
import { formatAccuracy, isWithin, summarize } from "../../../src/borat/experiments/summary.ts";
import { makeEpoch, makeRuns } from "./runs.ts";

describe("summarize", () => {
  it("gives mean and sample standard deviation over the seeds", () => {
    const [sgd] = summarize(makeRuns("sgd", { 1: [0.96, 0.98, 1.0] }));
    expect(sgd!.best.mean).toBeCloseTo(0.98, 12);
    expect(sgd!.best.std).toBeCloseTo(0.02, 12);
  });

  it("finds the best eta and counts those within one point of it, the bound included", () => {
    const [sgd] = summarize(makeRuns("sgd", { 0.01: [0.9], 0.1: [0.97], 1: [0.98], 10: [0.9699] }));
    expect(sgd).toMatchObject({ best: { eta: 1 }, worst: { eta: 0.01 }, numGoodEtas: 2 });
  });

  it("sorts the etas and keeps the order of the methods", () => {
    const summaries = summarize([
      ...makeRuns("borat-3", { 1: [0.5], 10: [0.6] }),
      ...makeRuns("adam", { 1: [0.5] }),
      ...makeRuns("borat-3", { 0.1: [0.4] }),
    ]);
    expect(summaries.map(({ label }) => label)).toEqual(["BORAT 3", "Adam"]);
    expect(summaries[0]!.points.map(({ eta }) => eta)).toEqual([0.1, 1, 10]);
  });

  it("counts failed runs in and never drops them", () => {
    const failed = makeRuns("sgd", { 1: [0.1] }, { failed: true, loss: Number.NaN });
    const [sgd] = summarize([...makeRuns("sgd", { 1: [0.9] }), ...failed]);
    expect(sgd).toMatchObject({ best: { mean: 0.5 }, numFailed: 1, numRuns: 2 });
    expect(sgd!.best.loss).toBeCloseTo(0.1, 12); // of the runs that have one
  });

  it("gives the mean cost of a whole run", () => {
    const epochs = [makeEpoch({ updates: 10 }), makeEpoch({ updates: 20, evaluations: 40 })];
    const longer = [makeEpoch({ updates: 30, evaluations: 60, seconds: 0.3 })];
    const [sgd] = summarize([
      ...makeRuns("sgd", { 1: [0.9] }, { epochs }),
      ...makeRuns("sgd", { 1: [0.9] }, { epochs: longer }),
    ]);
    expect(sgd!.best).toMatchObject({ updates: 25, evaluations: 50, seconds: 0.2 });
  });
});

describe("isWithin", () => {
  it("includes an accuracy exactly one point below, whatever its rounding", () => {
    expect(isWithin(0.97, 0.98)).toBe(true);
    expect(isWithin(0.9699, 0.98)).toBe(false);
  });
});

describe("formatAccuracy", () => {
  it("leaves the deviation out for a single seed", () => {
    const [several, single] = [[0.96, 0.98], [0.5]].map((seeds) =>
      formatAccuracy(summarize(makeRuns("sgd", { 1: seeds }))[0]!.best),
    );
    expect(several).toBe("97.0 ± 1.4");
    expect(single).toBe("50.0");
  });
});
