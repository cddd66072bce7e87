import { describe, expect, it } from "vitest";
import { parseFocusRun } from "../../../src/fit/experiments/config.ts";
import type { FocusRunResult } from "../../../src/fit/experiments/run-focus.ts";
import { methodName, summarizeRuns } from "../../../src/fit/experiments/summary.ts";

function resultOf(config: object, accuracy: number): FocusRunResult {
  const found = { type: 4, count: 50, accuracy, interval: { low: 0.1, high: 0.3 } } as const;
  return {
    run: parseFocusRun({ task: "ss", ...config }),
    model: { name: "tiny", sha256: "0" },
    data: [],
    tests: [
      {
        values: "seen",
        phrasing: "known",
        splits: [{ split: "iid", accuracies: [found] }],
        validRate: 1,
      },
    ],
    testSeconds: 1,
  };
}

describe("methodName", () => {
  it.each([
    [{ training: null }, "untuned"],
    [{ training: null, numShots: 4 }, "few-shot"],
    [{ training: { method: "sftTrue" } }, "SFT(y)"],
    [{ training: { method: "sftFocus" } }, "SFT(y_focus)"],
    [{}, "FIT"],
  ])("calls %j %s", (config, name) => {
    expect(methodName(parseFocusRun({ task: "ss", ...config }))).toBe(name);
  });
});

describe("summarizeRuns", () => {
  it("takes the mean over seeds with Student's interval", () => {
    const results = [0.2, 0.3, 0.4].map((accuracy, seed) =>
      resultOf({ training: { seed } }, accuracy),
    );
    const [cell, ...others] = summarizeRuns(results);
    expect(others).toEqual([]);
    expect(cell).toMatchObject({ method: "FIT", split: "iid", type: 4, numSeeds: 3 });
    expect(cell!.accuracy).toBeCloseTo(0.3, 12);
    // Standard deviation 0.1 of three seeds: 4.3027 * 0.1 / sqrt(3).
    expect(cell!.interval.low).toBeCloseTo(0.3 - 0.24841, 4);
    expect(cell!.interval.high).toBeCloseTo(0.3 + 0.24841, 4);
  });

  it("keeps the interval of the texts for a single seed, and methods apart", () => {
    const cells = summarizeRuns([resultOf({}, 0.2), resultOf({ training: null }, 0.2)]);
    expect(cells.map(({ method }) => method)).toEqual(["FIT", "untuned"]);
    expect(cells[0]!.interval).toEqual({ low: 0.1, high: 0.3 });
  });
});
