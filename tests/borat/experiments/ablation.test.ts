import { describe, expect, it } from "vitest";
import { type AblationConfig, runAblation } from "../../../src/borat/experiments/index.ts";
import { ConfigError, tf } from "../../../src/core/index.ts";
import { makeRunCell } from "./runs.ts";

const config: AblationConfig = {
  ...{ dataset: "digits", model: "mlp", train: 200, test: 50, epochs: 4, batchSize: 50 },
  ...{ etas: [0.1, 1], bundleSizes: [3, 2], modes: ["different", "same"], seeds: [0] },
  compiled: false,
};

/** Accuracy grows by 0.1 an epoch; the same minibatch costs N - 1 evaluations. */
const run = makeRunCell(({ options }, epoch) => {
  const perEpoch = options["batchMode"] === "same" ? 4 * (Number(options["bundleSize"]) - 1) : 4;
  return { accuracy: epoch / 10, evaluations: epoch * perEpoch };
});

describe("runAblation", () => {
  it("runs every size in every mode at every eta, and 2 pieces once", async () => {
    const { runs } = await runAblation(config, { run });
    const places = runs.map(({ bundleSize, mode, eta }) => `${bundleSize} ${mode} ${eta}`);
    expect(places).toEqual([
      ...["3 different 0.1", "3 same 0.1", "2 different 0.1"],
      ...["3 different 1", "3 same 1", "2 different 1"],
    ]);
  });

  it("counts N - 1 gradients a minibatch in the same mode (seed 0)", async () => {
    const modes = ["different", "same", "different-gradient", "same-gradient"] as const;
    const before = tf.memory().numTensors;
    const { runs } = await runAblation({ ...config, bundleSizes: [3], modes, etas: [1] });
    const ends = runs.map(({ epochs }) => epochs.at(-1)!);
    expect(ends.map(({ evaluations }) => evaluations)).toEqual([16, 32, 16, 32]);
    expect(ends.map(({ updates }) => updates)).toEqual([8, 16, 8, 16]);
    expect(new Set(ends.map(({ loss }) => loss.toFixed(4))).size).toBe(4);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses a budget of gradients that no epoch ends within", async () => {
    const wrong = runAblation({ ...config, bundleSizes: [6] }, { run });
    await expect(wrong).rejects.toThrow(ConfigError);
    await expect(wrong).rejects.toThrow("epochs must be at least 5");
  });
});

describe("AblationResult", () => {
  it("compares after all epochs, and when as many gradients were evaluated", async () => {
    const result = await runAblation(config, { run });
    const accuracies = (budget: "epochs" | "evaluations") =>
      result
        .summaries(budget)
        .map(({ bundleSize, mode, best }) => [bundleSize, mode, best.mean, best.evaluations]);
    expect(accuracies("epochs")).toEqual([
      [2, "any", 0.4, 16],
      [3, "different", 0.4, 16],
      [3, "same", 0.4, 32],
    ]);
    expect(accuracies("evaluations")).toEqual([
      [2, "any", 0.4, 16],
      [3, "different", 0.4, 16],
      [3, "same", 0.2, 16],
    ]);
  });

  it("counts a run that diverged after its gradients were used up by what it had until then", async () => {
    const failing = makeRunCell(({ options }, epoch) => {
      const isSame = options["batchMode"] === "same";
      const failed = isSame && epoch > 2;
      return {
        accuracy: failed ? 0.1 : epoch / 10,
        evaluations: epoch * (isSame ? 8 : 4),
        failed,
      };
    });
    const result = await runAblation(config, { run: failing });
    expect(result.summaries("epochs")[2]!.best).toMatchObject({ mean: 0.1, numFailed: 1 });
    expect(result.summaries("evaluations")[2]!.best).toMatchObject({ mean: 0.2, numFailed: 0 });
  });

  it("draws each mode from 2 pieces on", async () => {
    const curves = (await runAblation(config, { run })).sizeCurves("evaluations");
    expect(curves).toMatchObject([
      { name: "different", x: [2, 3], y: [40, 40] },
      { name: "same", x: [2, 3], y: [40, 20] },
    ]);
  });

  it("draws each size against eta", async () => {
    const curves = (await runAblation(config, { run })).etaCurves("same");
    expect(curves.map(({ name, x }) => [name, ...x])).toEqual([
      ["N = 2", 0.1, 1],
      ["N = 3", 0.1, 1],
    ]);
  });

  it("says whether more pieces have more good etas and keep the accuracy", async () => {
    const wider = makeRunCell(({ options, eta }) => ({
      accuracy: options["bundleSize"] === 2 && eta === 1 ? 0.5 : 0.8,
    }));
    const claims = (await runAblation(config, { run: wider })).claims();
    expect(claims.map(({ holds }) => holds)).toEqual([true, true]);
    expect(claims[0]!.measured).toContain("N = 2: 1, N = 3: 2");
  });
});
