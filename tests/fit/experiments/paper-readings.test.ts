import { describe, expect, it } from "vitest";
import { agreement, oracleAccuracy } from "../../../src/fit/evaluation/oracles.ts";
import {
  readingRows,
  smnliReadings,
  smnliUnseenReadings,
} from "../../../src/fit/experiments/paper-readings.ts";
import { splitAssociation, splitNames } from "../../../src/fit/splits.ts";
import { smnliTask } from "../../../src/fit/tasks/smnli.ts";

describe("smnliReadings", () => {
  it.each([...smnliReadings, ...smnliUnseenReadings])(
    "has shares of the six types for $model, $method, $split",
    ({ accuracies }) => {
      expect(accuracies).toHaveLength(6);
      for (const [low, high] of accuracies) {
        expect(low).toBeGreaterThan(0);
        expect(low).toBeLessThanOrEqual(high);
        expect(high).toBeLessThan(1);
      }
    },
  );

  // Two points to either side are the error of reading off a plot.
  it.each(splitNames)("has Mistral tuned on focus labels always answer y, on %s", (split) => {
    const found = smnliReadings.find(
      (entry) =>
        entry.model === "Mistral" && entry.method === "SFT(y_focus)" && entry.split === split,
    );
    const answersCore = oracleAccuracy("core", 4, {
      agreement: agreement(splitAssociation(smnliTask, split), smnliTask.spurious.labelOf),
      numLabels: 3,
      accuracy: 0.875,
    });
    expect(Math.abs(found!.accuracies[4]![0] - answersCore)).toBeLessThan(0.03);
  });
});

describe("readingRows", () => {
  it("writes one number, or from where to where", () => {
    const vicuna = readingRows(smnliReadings).find(({ model }) => model === "Vicuna");
    expect(vicuna).toMatchObject({ method: "FIT", split: "all", Ø: "80", "fcs(S)": "86-91" });
  });
});
