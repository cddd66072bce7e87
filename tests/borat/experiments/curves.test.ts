import { describe, expect, it } from "vitest";
import { robustnessCurve } from "../../../src/borat/experiments/curves.ts";
import { createLossMonitor } from "../../../src/borat/experiments/index.ts";
import { summarize } from "../../../src/borat/experiments/summary.ts";
import { makeEpoch, makeRuns } from "./runs.ts";

describe("robustnessCurve", () => {
  it("draws the mean in a band from the worst seed to the best", () => {
    const [sgd] = summarize(makeRuns("sgd", { 0.1: [0.5, 0.75], 1: [1, 1] }));
    expect(robustnessCurve(sgd!)).toMatchObject({
      name: "SGD",
      x: [0.1, 1],
      y: [62.5, 100],
      band: { low: [50, 100], high: [75, 100] },
    });
  });
});

describe("createLossMonitor", () => {
  const place = { objective: "cross-entropy", eta: 1, momentum: 0.9, seed: 0 } as const;
  const metric = { ...makeEpoch(), ...place, run: 0, numRuns: 4 };

  it("gives one curve for each method at the present eta and seed", () => {
    const monitor = createLossMonitor();
    monitor.record({ ...metric, method: "sgd", epoch: 1, loss: 3 });
    monitor.record({ ...metric, method: "sgd", epoch: 2, loss: 2 });
    monitor.record({ ...metric, method: "adam", epoch: 1, loss: 4 });
    expect(monitor.curves()).toMatchObject([
      { name: "SGD", x: [1, 2], y: [3, 2] },
      { name: "Adam", x: [1], y: [4] },
    ]);
  });

  it.each([
    { seed: 1 },
    { eta: 2 },
    { maxNorm: 3 },
    { momentum: 0 },
    { objective: "hinge" },
  ] as const)("starts again when the place changes to %o", (change) => {
    const monitor = createLossMonitor();
    monitor.record({ ...metric, method: "sgd", epoch: 1, loss: 3 });
    monitor.record({ ...metric, method: "sgd", ...change, epoch: 1, loss: 2 });
    expect(monitor.curves()).toMatchObject([{ x: [1], y: [2] }]);
  });
});
