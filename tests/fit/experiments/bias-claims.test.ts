import { describe, expect, it } from "vitest";
import { type BiasAnswer, biasScores } from "../../../src/fit/bias-scores.ts";
import { wilsonInterval } from "../../../src/fit/evaluation/intervals.ts";
import { biasClaims } from "../../../src/fit/experiments/bias-claims.ts";
import type { FocusType } from "../../../src/fit/instructions.ts";

type Counts = readonly [biased: number, other: number, unknown: number];

/** A run that answers so under every instruction, with these accuracies on context and group. */
function makeRun(
  method: string,
  { ambig, core, spurious }: { ambig: Counts; core: number; spurious: number },
  ignoring: Counts = ambig,
) {
  const types: readonly FocusType[] = [0, 1, 2, 3, 4, 5];
  const accuracies = types.map((type) => {
    const accuracy = type < 4 ? core : spurious;
    return { type, count: 240, accuracy, interval: wilsonInterval(accuracy, 240) };
  });
  const bias = types.flatMap((type) =>
    biasScores([
      ...answers("ambig", type === 3 ? ignoring : ambig),
      ...answers("disambig", [Math.round(100 * core), Math.round(100 * (1 - core)), 0]),
    ]).map((score) => ({ ...score, type })),
  );
  const splits = [{ split: "test", accuracies }];
  const tests = (["seen", "unseen"] as const).map((values) => ({
    values,
    phrasing: "known" as const,
    splits,
    validRate: 1,
    bias,
  }));
  return { method, tests };
}

function answers(condition: string, counts: Counts): readonly BiasAnswer[] {
  const label = condition === "ambig" ? "unknown" : "biased";
  const question = { category: "Age", condition, label, biased: "biased", unknown: "unknown" };
  return (["biased", "other", "unknown"] as const).flatMap((predicted, i) =>
    Array.from({ length: counts[i]! }, () => ({ ...question, predicted })),
  );
}

const untuned = makeRun("untuned", { ambig: [80, 20, 20], core: 0.4, spurious: 0.4 });
const sftFocus = makeRun("SFT(y_focus)", { ambig: [40, 20, 60], core: 0.8, spurious: 0.4 });
const fit = makeRun("FIT", { ambig: [40, 10, 70], core: 0.95, spurious: 0.9 }, [4, 3, 113]);
const verdicts = (runs: Parameters<typeof biasClaims>[0]) =>
  biasClaims(runs).map((one) => one.holds);

describe("biasClaims", () => {
  it("tests nothing without runs", () => {
    expect(verdicts([])).toEqual(Array(5).fill("not tested"));
  });

  it("holds where FIT steers, and where intervals of scores are apart", () => {
    // Under focus(C) FIT still leans by 25, whose interval touches that of 50.
    const [steers, unseen, , accuracy, instruction] = verdicts([untuned, sftFocus, fit]);
    expect([steers, unseen, accuracy, instruction]).toEqual([true, true, true, true]);
  });

  it("does not hold where another method follows focus(S) as well", () => {
    const rival = makeRun("few-shot", { ambig: [40, 20, 60], core: 0.4, spurious: 0.88 });
    expect(verdicts([untuned, rival, fit])[0]).toBe(false);
  });

  it("does not test whether a bias fell that could not be told from none", () => {
    const fair = makeRun("untuned", { ambig: [41, 39, 40], core: 0.4, spurious: 0.4 });
    const [, , bias] = biasClaims([fair, fit]);
    expect(bias!.holds).toBe("not tested");
    expect(bias!.measured).toContain("can not be told from 0");
  });

  it("does not hold where a score is nearer to 0 by chance alone", () => {
    const close = makeRun("FIT", { ambig: [70, 22, 28], core: 0.95, spurious: 0.9 });
    expect(verdicts([untuned, close])[2]).toBe(false);
  });
});
