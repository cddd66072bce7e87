import { describe, expect, it } from "vitest";
import { createBoundedSeries } from "../../../src/borat/diagnostics/bounded-series.ts";
import { createRunMonitor, runPlots } from "../../../src/borat/diagnostics/index.ts";
import { createPlateauMonitor } from "../../../src/borat/diagnostics/plateau.ts";
import type { BoratReport } from "../../../src/borat/index.ts";
import { figure } from "../../../src/report/index.ts";

describe("createBoundedSeries", () => {
  it("keeps the rows as they are while there is room", () => {
    const series = createBoundedSeries(["mean", "max"], 4);
    for (let i = 1; i <= 4; i++) series.add(i, [i, -i]);
    expect(series.times()).toEqual([1, 2, 3, 4]);
    expect(series.column(1)).toEqual([-1, -2, -3, -4]);
  });

  it("merges neighbours beyond, by mean or by maximum", () => {
    const series = createBoundedSeries(["mean", "max"], 2);
    for (let i = 1; i <= 4; i++) series.add(i, [i, i]);
    expect(series.times()).toEqual([1.5, 3.5]);
    expect(series.column(0)).toEqual([1.5, 3.5]);
    expect(series.column(1)).toEqual([2, 4]);
  });

  it("stays bounded and keeps the mean of all", () => {
    const series = createBoundedSeries(["mean"], 8);
    const count = 8 * 128;
    for (let i = 1; i <= count; i++) series.add(i, [i]);
    expect(series.times().length).toBeLessThanOrEqual(8);
    const mean = series.column(0).reduce((a, b) => a + b) / series.times().length;
    expect(mean).toBeCloseTo((count + 1) / 2, 9);
  });

  it("takes NaN as missing", () => {
    const series = createBoundedSeries(["mean"], 2);
    for (const [i, value] of [Number.NaN, 4, Number.NaN, Number.NaN].entries())
      series.add(i, [value]);
    expect(series.column(0)).toEqual([4, Number.NaN]);
  });
});

describe("createPlateauMonitor", () => {
  const stateAfter = (losses: readonly number[]) => {
    const monitor = createPlateauMonitor({ window: 10 });
    for (const loss of losses) monitor.add(loss);
    return monitor.state();
  };

  it("warns of a loss that has stopped well above the bound", () => {
    const state = stateAfter(Array.from({ length: 30 }, () => 0.7));
    expect(state).toMatchObject({ isPlateau: true, smoothedLoss: expect.closeTo(0.7, 10) });
    expect(state.warning).toContain("0.70 above its lower bound");
  });

  it.each([
    { name: "that still falls", losses: Array.from({ length: 30 }, (_, i) => 0.99 ** i) },
    { name: "that interpolates", losses: Array.from({ length: 30 }, () => 0.001) },
    { name: "of a run too short to tell", losses: Array.from({ length: 15 }, () => 0.7) },
    { name: "that is not known", losses: [Number.NaN] },
  ])("is silent about a loss $name", ({ losses }) => {
    expect(stateAfter(losses)).toMatchObject({ isPlateau: false });
    expect(stateAfter(losses)).not.toHaveProperty("warning");
  });
});

/** An update of a bundle of three: orthogonal gradients of norms 3 and 4, eta 2. */
const reportOf = (loss: number): BoratReport => ({
  loss: loss / 2, // of the second minibatch, at its own point
  updated: true,
  stepSize: 1.5,
  bundle: {
    alpha: [0.5, 0.25, 0.25],
    dual: 0.3,
    modelValue: 0.2,
    kkt: 1e-16,
    losses: [loss, loss / 2],
    b: [loss, loss / 2],
    gram: [
      [9, 0],
      [0, 16],
    ],
    stepNorm: 1,
  },
});
const inside = (loss: number): BoratReport => ({ loss, updated: false, stepSize: 1 });

describe("createRunMonitor", () => {
  const monitor = createRunMonitor({ maxNorm: 50 });
  for (const loss of [4, 3, 2.5]) {
    monitor.onStep(inside(loss));
    monitor.onStep(reportOf(loss));
  }
  monitor.onStep({ loss: Number.NaN, updated: false, stepSize: 0, skipped: "non-finite" });
  monitor.onEpoch({ updates: 3, weightNorm: 12 });
  const diagnostics = monitor.diagnostics();

  it("counts updates and minibatches that were skipped", () => {
    expect(diagnostics).toMatchObject({ numUpdates: 3, numSkipped: 1 });
  });

  it("takes an update's loss at the weights it started from", () => {
    expect(diagnostics.updates).toEqual({
      update: [1, 2, 3],
      loss: [4, 3, 2.5],
      stepSize: [1.5, 1.5, 1.5],
    });
  });

  it("finds eta, norms and cosines from the reports", () => {
    expect(diagnostics.bundles?.eta).toBeAllclose([2, 2]);
    expect(diagnostics.bundles?.gradientNorms).toEqual([
      [3, 3],
      [4, 4],
    ]);
    expect(diagnostics.cosines.flat()).toBeAllclose([1, 0, 0, 1]);
  });

  it("holds what an update predicted against what the next one found", () => {
    expect(diagnostics.bundles?.update).toEqual([1, 2]);
    expect(diagnostics.bundles?.predicted).toBeAllclose([3.8, 2.8]);
    expect(diagnostics.bundles?.achieved).toBeAllclose([1, 0.5]);
  });

  it("keeps the weights of the pieces on the simplex, also averaged", () => {
    const long = createRunMonitor({ resolution: 4 });
    for (let i = 0; i < 100; i++) long.onStep(reportOf(1));
    const { alpha = [], update = [] } = long.diagnostics().bundles ?? {};
    expect(update.length).toBeLessThanOrEqual(4);
    for (const i of update.keys()) {
      expect(alpha.reduce((sum, piece) => sum + piece[i]!, 0)).toBeCloseTo(1, 12);
    }
  });

  it("keeps the weights' norms beside the radius", () => {
    expect(diagnostics.weightNorms).toEqual({ update: [3], norm: [12], maxNorm: 50 });
  });
});

describe("runPlots", () => {
  const draw = (monitor: ReturnType<typeof createRunMonitor>) => {
    const plots = runPlots(monitor.diagnostics());
    for (const plot of plots) expect(figure(plot).toSvg()).not.toMatch(/NaN|undefined|Infinity/);
    return plots.map(({ title }) => title);
  };

  it("draw a run of BORAT, of another method, and one that has not begun", () => {
    const borat = createRunMonitor({ maxNorm: 3, plateau: { window: 2 } });
    for (let i = 0; i < 10; i++) borat.onStep(reportOf(1));
    borat.onEpoch({ updates: 10, weightNorm: 2 });
    expect(draw(borat)).toHaveLength(9);
    expect(draw(borat).at(-1)).toContain("STALLED");
    const sgd = createRunMonitor();
    sgd.onStep({ loss: 1, updated: true, stepSize: 0.1 });
    expect(draw(sgd)).toHaveLength(3);
    expect(draw(createRunMonitor())).toHaveLength(3);
  });

  it("shows steps over a decade at least and norms from 0, so that rounding does not fill a picture", () => {
    const monitor = createRunMonitor({ maxNorm: 10 });
    for (const stepSize of [1, 1 - 1e-7]) monitor.onStep({ loss: 1, updated: true, stepSize });
    for (const weightNorm of [10, 10 + 1e-6]) monitor.onEpoch({ updates: 1, weightNorm });
    const [steps, norms] = runPlots(monitor.diagnostics());
    const [low = 1, high = 0] = steps?.y.range ?? [];
    expect(high / low).toBeGreaterThanOrEqual(10);
    expect(norms?.y.range?.[0]).toBe(0);
    expect(norms?.y.range?.[1]).toBeGreaterThan(10);
  });
});
