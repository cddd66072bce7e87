import { describe, expect, it } from "vitest";
import {
  contenderNames,
  contendersFor,
  getContender,
  runComparison,
} from "../../../src/borat/experiments/index.ts";
import { methodNames } from "../../../src/borat/methods.ts";
import { ConfigError } from "../../../src/core/index.ts";

const point = { eta: 1, momentum: 0.9, normalised: false, stepsPerEpoch: 20 };

describe("getContender", () => {
  it("has every method that can be made by name", () => {
    const methods = new Set(contenderNames.map((name) => getContender(name).method));
    expect([...methods].sort()).toEqual([...methodNames].sort());
  });

  // The set-up of the specification: each method's published setting, which is eta 1.
  it.each([
    { name: "sps", options: { scale: 0.5, growth: 2 ** (1 / 20) } },
    { name: "sls", options: { sufficientDecrease: 0.1, growth: 2 ** (1 / 20) } },
    { name: "l4adam", eta: 0.15, options: {} },
    { name: "prodigy", options: { distanceFactor: 1 } },
    { name: "dog", options: { initialMovement: 1e-6 } },
    { name: "schedule-free-adamw", eta: 0.0025, options: { warmupSteps: 100 } },
    { name: "schedule-free-sgd", eta: 1, options: { momentum: 0.9 } },
    { name: "dadapt-adam", eta: 1, options: {} },
  ])("runs $name as published at eta 1", ({ name, eta, options }) => {
    const { isUntuned, toCell } = getContender(name);
    const cell = toCell(point);
    expect(isUntuned).toBe(true);
    expect(cell.options).toEqual(options);
    expect(cell.eta).toBe(eta);
  });

  it("starts DoG farther off where the weights' scale is idle", () => {
    const { options } = getContender("dog").toCell({ ...point, normalised: true });
    expect(options).toEqual({ initialMovement: 1e-4 });
  });

  it("shifts Adam's etas by two decades", () => {
    expect(getContender("adam").toCell(point).eta).toBe(0.01);
  });

  it("keeps the line search's share of the fall in its range at small etas", () => {
    const { options } = getContender("sls").toCell({ ...point, eta: 0.01 });
    expect(options).toMatchObject({ sufficientDecrease: 0.5 });
  });

  it("gives SGD Nesterov's momentum, and none without momentum", () => {
    const [having, without] = [0.9, 0].map((momentum) =>
      getContender("sgd").toCell({ ...point, momentum }),
    );
    expect(having!.options).toEqual({ momentum: 0.9, nesterov: true });
    expect(without!.options).toEqual({ momentum: 0, nesterov: false });
  });

  it("names what is not known", () => {
    expect(() => getContender("borat-4")).toThrow(ConfigError);
  });
});

describe("contendersFor", () => {
  it("leaves DFW to the hinge losses", () => {
    expect(contendersFor("cross-entropy")).not.toContain("dfw");
    expect(contendersFor("hinge")).toContain("dfw");
  });
});

describe("runComparison", () => {
  it.each(contenderNames)("trains by %s (seed 0)", async (method) => {
    const { runs } = await runComparison({
      ...{ dataset: "digits", model: "mlp", train: 200, test: 50, epochs: 8, batchSize: 50 },
      ...{ methods: [method], etas: [0.1], seeds: [0], loss: "hinge", compiled: false },
    });
    const losses = runs[0]!.epochs.map(({ loss }) => loss);
    expect(Math.min(...losses)).toBeLessThan(losses[0]!);
  });
});
