import { describe, expect, it } from "vitest";
import { compareWithPaper } from "../../../src/borat/experiments/claims.ts";
import type { RunRecord } from "../../../src/borat/experiments/grid.ts";
import { summarize } from "../../../src/borat/experiments/summary.ts";
import { makeEpoch, makeRuns } from "./runs.ts";

const borat = makeRuns("borat-3", { 0.1: [0.965], 1: [0.97] });

/** The claim about runs whose text contains some words. */
function find(runs: readonly RunRecord[], words: string) {
  return compareWithPaper(summarize(runs), "digits").find(({ claim }) => claim.includes(words));
}

describe("compareWithPaper", () => {
  it.each([
    { name: "holds a point below the best", accuracy: 0.98, holds: true },
    { name: "fails more than a point below it", accuracy: 0.9801, holds: false },
  ])("on par with the methods of one setting $name", ({ accuracy, holds }) => {
    const others = [...makeRuns("adam", { 1: [accuracy] }), ...makeRuns("sgd", { 1: [0.9] })];
    const claim = find([...borat, ...others], "on par with the best method of one setting");
    expect(claim).toMatchObject({
      measured: expect.stringContaining(
        "BORAT 3 97.0 % at 1; the best of 2 others: Adam 98.0 % at 1",
      ),
      holds,
    });
  });

  it.each([
    { accuracy: 0.98, holds: true },
    { accuracy: 0.9801, holds: false },
  ])("asks whether a schedule at $accuracy is matched: $holds", ({ accuracy, holds }) => {
    const others = [...makeRuns("sgd", { 1: [0.9] }), ...makeRuns("sgd-steps", { 1: [accuracy] })];
    expect(find([...borat, ...others], "no schedule")).toMatchObject({ holds });
  });

  it.each([
    { name: "with more good etas than any other", second: 0.5, holds: true },
    { name: "not with as many as another", second: 0.98, holds: false },
  ])("is most robust $name", ({ second, holds }) => {
    const alig = makeRuns("alig", { 0.1: [second], 1: [0.98] });
    expect(find([...borat, ...alig], "most robust")).toMatchObject({
      holds,
      measured: expect.stringContaining("BORAT 3 2 of 2"),
    });
  });

  it("leaves methods that ran at one setting out of the count of good etas", () => {
    const dog = makeRuns("dog", { 1: [0.97] });
    const alig = makeRuns("alig", { 0.1: [0.5], 1: [0.97] });
    const claim = find([...borat, ...alig, ...dog], "most robust");
    expect(claim?.measured).not.toContain("DoG");
    expect(find([...borat, ...dog], "most robust")).toBeUndefined();
  });

  it.each([
    { accuracy: 0.9599, holds: true },
    { accuracy: 0.96, holds: false },
  ])(
    "is better than Adam at $accuracy only by more than a point: $holds",
    ({ accuracy, holds }) => {
      const adam = makeRuns("adam", { 1: [accuracy] });
      expect(find([...borat, ...adam], "better than Adam")).toMatchObject({ holds });
    },
  );

  it("says with a failure that the model did not interpolate and that updates were fewer", () => {
    const few = makeRuns("borat-3", { 1: [0.5] }, { loss: 0.3 });
    const more = makeRuns("sgd", { 1: [0.9] }, { epochs: [makeEpoch({ updates: 40 })] });
    expect(find([...few, ...more], "on par")?.measured).toBe(
      "BORAT 3 50.0 % at 1; SGD 90.0 % at 1; its training loss ends at 0.30: no interpolation, its premise; BORAT 3 made 2.0 times fewer updates",
    );
  });

  it("gives no excuse for what holds", () => {
    const few = makeRuns("borat-3", { 1: [0.9] }, { loss: 0.3 });
    const claim = find([...few, ...makeRuns("sgd", { 1: [0.9] })], "on par");
    expect(claim?.measured).not.toContain("interpolation");
  });

  it("claims nothing without BORAT or without another method", () => {
    expect(compareWithPaper(summarize(borat), "digits")).toEqual([]);
    expect(compareWithPaper(summarize(makeRuns("sgd", { 1: [0.9] })), "digits")).toEqual([]);
  });
});
