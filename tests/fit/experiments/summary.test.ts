import { describe, expect, it } from "vitest";
import { parseFocusRun } from "../../../src/fit/experiments/config.ts";
import type { FocusRunResult } from "../../../src/fit/experiments/run-focus.ts";
import {
  accuracyRows,
  chooseAccuracies,
  type MethodAccuracy,
  meanAccuracy,
  methodName,
  splitCurves,
  splitSpread,
  summarizeRuns,
} from "../../../src/fit/experiments/summary.ts";

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

  it("refuses a run that is there twice, as it would pass for another seed", () => {
    const twice = [resultOf({ training: null }, 0.2), resultOf({ training: null }, 0.2)];
    expect(() => summarizeRuns(twice)).toThrow("runs of untuned must have different seeds");
  });

  it("refuses runs that differ by more than their seed", () => {
    const mixed = [resultOf({}, 0.2), resultOf({ rho: 0.9, training: { seed: 1 } }, 0.4)];
    expect(() => summarizeRuns(mixed)).toThrow("runs of FIT must differ by their seed only");
  });

  it("takes seeds together of which one has more tests", () => {
    const more = resultOf({ training: { seed: 1 }, test: { unseen: true } }, 0.4);
    expect(summarizeRuns([resultOf({}, 0.2), more])[0]).toMatchObject({ numSeeds: 2 });
  });
});

/** Accuracies of types 0 and 4 on two splits, untuned and by FIT. */
const cells: readonly MethodAccuracy[] = [
  cell({ method: "FIT", split: "iid", type: 4, accuracy: 0.9 }),
  cell({ method: "FIT", split: "iid", type: 0, accuracy: 0.8 }),
  cell({ method: "FIT", split: "low", type: 0, accuracy: 0.7 }),
  cell({ method: "FIT", split: "low", type: 4, accuracy: 0.6 }),
  cell({ method: "untuned", split: "iid", type: 0, accuracy: 0.5 }),
  cell({ method: "FIT", split: "iid", type: 0, accuracy: 0.1, values: "unseen" }),
];

function cell(
  own: Pick<MethodAccuracy, "method" | "split" | "type" | "accuracy"> & Partial<MethodAccuracy>,
): MethodAccuracy {
  const { accuracy } = own;
  const interval = { low: accuracy - 0.05, high: accuracy + 0.05 };
  return { values: "seen", phrasing: "known", numSeeds: 3, interval, ...own };
}

describe("chooseAccuracies", () => {
  it("takes the usual test in the order of the types", () => {
    const chosen = chooseAccuracies(cells, { method: "FIT", split: "iid" });
    expect(chosen.map(({ type, accuracy }) => [type, accuracy])).toEqual([
      [0, 0.8],
      [4, 0.9],
    ]);
  });
});

describe("meanAccuracy", () => {
  it("is over what is chosen", () => {
    expect(meanAccuracy(cells, { method: "FIT", types: [4] })).toBeCloseTo(0.75, 12);
  });

  it("is NaN where nothing was tested", () => {
    expect(meanAccuracy(cells, { phrasing: "heldOut" })).toBeNaN();
  });
});

describe("splitSpread", () => {
  it("is the greatest difference under one type", () => {
    expect(splitSpread(cells, { method: "FIT" })).toBeCloseTo(0.3, 12);
    expect(splitSpread(cells, { method: "FIT", types: [0] })).toBeCloseTo(0.1, 12);
    expect(splitSpread(cells, { method: "SFT(y)" })).toBeNaN();
  });
});

describe("accuracyRows", () => {
  it("has a row for each method and split, methods in their order", () => {
    expect(accuracyRows(cells)).toEqual([
      { method: "untuned", split: "iid", seeds: 3, Ø: "50 [45, 55]" },
      { method: "FIT", split: "iid", seeds: 3, Ø: "80 [75, 85]", "fcs(S)": "90 [85, 95]" },
      { method: "FIT", split: "low", seeds: 3, Ø: "70 [65, 75]", "fcs(S)": "60 [55, 65]" },
    ]);
  });
});

describe("splitCurves", () => {
  it("has a value for each of the six types, NaN where there is none", () => {
    const [iid, low] = splitCurves(cells, { method: "FIT" });
    const no = Number.NaN;
    expect(iid).toMatchObject({ name: "iid", values: [0.8, no, no, no, 0.9, no] });
    expect(low!.low[0]).toBeCloseTo(0.65, 12);
    expect(low!.high).toHaveLength(6);
  });
});
