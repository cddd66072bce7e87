import { describe, expect, it } from "vitest";
import { compareWithPaper } from "../../../src/borat/experiments/claims.ts";
import { summarize } from "../../../src/borat/experiments/summary.ts";
import { makeRuns } from "./runs.ts";

const borat = makeRuns("borat-3", { 0.1: [0.965], 1: [0.97] });

describe("compareWithPaper", () => {
  it.each([
    { name: "holds a point below the best", accuracy: 0.98, holds: true },
    { name: "fails more than a point below it", accuracy: 0.9801, holds: false },
  ])("on par with the methods of one setting $name", ({ accuracy, holds }) => {
    const others = [...makeRuns("adam", { 1: [accuracy] }), ...makeRuns("sgd", { 1: [0.9] })];
    expect(compareWithPaper(summarize([...borat, ...others]), "digits")[0]).toMatchObject({
      measured: `BORAT 3 97.0 % at 1; the best other: Adam 98.0 % at 1`,
      holds,
    });
  });

  it.each([
    { accuracy: 0.98, holds: true },
    { accuracy: 0.9801, holds: false },
  ])("asks whether a schedule at $accuracy is matched: $holds", ({ accuracy, holds }) => {
    const others = [...makeRuns("sgd", { 1: [0.9] }), ...makeRuns("sgd-steps", { 1: [accuracy] })];
    expect(compareWithPaper(summarize([...borat, ...others]), "digits")[2]).toMatchObject({
      holds,
    });
  });

  it.each([
    { name: "with more good etas than any other", second: 0.5, holds: true },
    { name: "not with as many as another", second: 0.98, holds: false },
  ])("is most robust $name", ({ second, holds }) => {
    const alig = makeRuns("alig", { 0.1: [second], 1: [0.98] });
    const claims = compareWithPaper(summarize([...borat, ...alig]), "digits");
    expect(claims[1]).toMatchObject({ holds, measured: expect.stringContaining("BORAT 3 2 of 2") });
  });

  it("claims nothing without BORAT or without another method", () => {
    expect(compareWithPaper(summarize(borat), "digits")).toEqual([]);
    expect(compareWithPaper(summarize(makeRuns("sgd", { 1: [0.9] })), "digits")).toEqual([]);
  });
});
