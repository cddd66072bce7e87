import { describe, expect, it } from "vitest";
import { compareWithPaper } from "../../../src/borat/experiments/claims.ts";
import { summarize } from "../../../src/borat/experiments/summary.ts";
import { makeRuns } from "./runs.ts";

const borat = makeRuns("borat-3", { 0.1: [0.965], 1: [0.97] });

describe("compareWithPaper", () => {
  it.each([
    { name: "holds a point below the schedule", accuracy: 0.98, holds: true },
    { name: "fails more than a point below it", accuracy: 0.9801, holds: false },
  ])("matching SGD with a schedule $name", ({ accuracy, holds }) => {
    const summaries = summarize([...borat, ...makeRuns("sgd-steps", { 1: [accuracy] })]);
    expect(compareWithPaper(summaries, "digits")[0]).toMatchObject({ holds });
  });

  it.each([
    { accuracy: 0.96, holds: true },
    { accuracy: 0.97, holds: false },
  ])("is better than Adam at $accuracy: $holds", ({ accuracy, holds }) => {
    const summaries = summarize([...borat, ...makeRuns("adam", { 1: [accuracy] })]);
    expect(compareWithPaper(summaries, "digits")[0]).toMatchObject({
      measured: `BORAT 3 97.0 % at 1; Adam ${100 * accuracy}.0 % at 1`,
      holds,
    });
  });

  it.each([
    { name: "with more good etas than any other", second: 0.5, holds: true },
    { name: "not with as many as another", second: 0.98, holds: false },
  ])("is most robust $name", ({ second, holds }) => {
    const alig = makeRuns("alig", { 0.1: [second], 1: [0.98] });
    const [claim] = compareWithPaper(summarize([...borat, ...alig]), "digits");
    expect(claim).toMatchObject({ holds, measured: expect.stringContaining("BORAT 3 2 of 2") });
  });

  it("leaves a claim out when a method it needs did not run", () => {
    expect(compareWithPaper(summarize(borat), "digits")).toEqual([]);
    expect(compareWithPaper(summarize(makeRuns("sgd", { 1: [0.9] })), "digits")).toEqual([]);
  });
});
