import { describe, expect, it } from "vitest";
import {
  hasPlateaued,
  type InterpolationConfig,
  runInterpolation,
} from "../../../src/borat/experiments/index.ts";
import { makeRunCell } from "./runs.ts";

const config: InterpolationConfig = {
  ...{ dataset: "digits", model: "mlp", train: 200, test: 50, epochs: 8, batchSize: 50 },
  ...{ widths: [20, 5], eta: 0.1, seeds: [0, 1], compiled: false },
};

/** The wide model interpolates; the narrow one stays at a loss of 0.5. */
const run = makeRunCell(({ model }, epoch) => {
  const isWide = model.name === "mlp" && model.hidden![0] === 20;
  return {
    ...{ accuracy: 0.9, validationAccuracy: isWide ? 1 : 0.8 },
    loss: isWide ? 10 ** -epoch : 0.5,
  };
});

describe("runInterpolation", () => {
  it("tells the accuracy on the training slice apart from the test slice (seeds 0, 1)", async () => {
    const { summaries } = await runInterpolation({ ...config, widths: [60], epochs: 40 });
    expect(summaries[0]!.training.mean).toBe(1); // 200 digits are learnt by heart
    expect(summaries[0]!.test.mean).toBeLessThan(1);
    expect(summaries[0]!.interpolates).toBe(true);
  });

  it.each([
    { model: "mlp", expected: { name: "mlp", hidden: [5, 5], batchNorm: false } },
    { model: "mlp-bn", expected: { name: "mlp", hidden: [5, 5], batchNorm: true } },
    { model: "conv", expected: { name: "conv", channels: [5, 10] } },
  ] as const)("gives $model the width", async ({ model, expected }) => {
    const models: unknown[] = [];
    const watch = makeRunCell((cell) => {
      models.push(cell.model);
      return {};
    });
    await runInterpolation({ ...config, model, widths: [5], epochs: 1 }, { run: watch });
    expect(models[0]).toEqual(expected);
  });
});

describe("InterpolationResult", () => {
  it("shows for each width whether the bound is attained", async () => {
    const result = await runInterpolation(config, { run });
    expect(result.table()).toMatchObject([
      { width: 5, "training loss": 0.5, "loss <= 0.01": "no", plateaued: "2 of 2" },
      { width: 20, "training loss": 1e-8, "loss <= 0.01": "yes", plateaued: "0 of 2" },
    ]);
    expect(result.table()[0]).toMatchObject({
      "training accuracy (%)": "80.0 ± 0.0",
      "test accuracy (%)": "90.0 ± 0.0",
    });
  });

  it("warns of the width that has stopped above the bound, also where it is shown", async () => {
    const result = await runInterpolation(config, { run });
    const bundle: unknown = Reflect.get(result, Symbol.for("Jupyter.display")).call(result);
    expect(result.warnings()).toEqual([expect.stringContaining("Width 5")]);
    expect(bundle).toMatchObject({ "text/plain": expect.stringContaining("has stopped to fall") });
  });

  it("claims the premise for the widest model alone", async () => {
    const result = await runInterpolation(config, { run });
    expect(result.claims().map(({ holds }) => holds)).toEqual([true, true]);
    const narrow = await runInterpolation({ ...config, widths: [5] }, { run });
    expect(narrow.claims().map(({ holds }) => holds)).toEqual([false, "not tested"]);
  });
});

describe("hasPlateaued", () => {
  it.each([
    { name: "a loss that stays", losses: [1, 0.5, 0.5, 0.5, 0.5], expected: true },
    { name: "one that still falls", losses: [1, 0.8, 0.6, 0.4], expected: false },
    { name: "one that stays below the bound", losses: [1, 0.005, 0.005, 0.005], expected: false },
    { name: "too few to tell", losses: [0.5, 0.5, 0.5], expected: false },
    { name: "one that rises", losses: [0.5, 0.4, 0.6, 0.7], expected: true },
  ])("finds of $name: $expected", ({ losses, expected }) => {
    expect(hasPlateaued(losses, 0.01)).toBe(expected);
  });
});
