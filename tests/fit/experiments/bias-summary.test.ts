import { describe, expect, it } from "vitest";
import { type BiasAnswer, type BiasScore, biasScores } from "../../../src/fit/bias-scores.ts";
import {
  allCategories,
  biasCells,
  biasInterval,
  sumScores,
} from "../../../src/fit/experiments/bias-summary.ts";

/** Answers of one category: so many biased, against the stereotype, and unknown. */
function answers(
  category: string,
  condition: string,
  counts: readonly [biased: number, other: number, unknown: number],
): readonly BiasAnswer[] {
  const label = condition === "ambig" ? "unknown" : "biased";
  const question = { category, condition, label, biased: "biased", unknown: "unknown" };
  return (["biased", "other", "unknown"] as const).flatMap((predicted, i) =>
    Array.from({ length: counts[i]! }, () => ({ ...question, predicted })),
  );
}

const scoreOf = (list: readonly BiasAnswer[]) => biasScores(list)[0]!;
const test = (bias: readonly BiasScore[]) => ({
  values: "seen" as const,
  phrasing: "known" as const,
  splits: [],
  validRate: 1,
  bias: bias.map((score) => ({ ...score, type: 0 as const })),
});

describe("sumScores", () => {
  it.each(["ambig", "disambig"])("is the score of all %s answers together", (condition) => {
    const [age, religion] = [[12, 4, 9] as const, [3, 8, 20] as const];
    const parts = [answers("Age", condition, age), answers("Religion", condition, religion)];
    const together = parts.flat().map((answer) => ({ ...answer, category: "Age" }));
    const { accuracyGap: _, ...expected } = scoreOf(together);
    const sum = sumScores(parts.map(scoreOf));
    expect(sum).toEqual({
      ...expected,
      accuracy: expect.closeTo(expected.accuracy, 12),
      score: expect.closeTo(expected.score, 12),
    });
  });
});

describe("biasInterval", () => {
  it.each([
    { condition: "ambig", mean: 0.3 - 0.1, variance: 0.4 - 0.2 ** 2, count: 1e6 },
    { condition: "disambig", mean: 2 * 0.75 - 1, variance: 1 - 0.5 ** 2, count: 4e5 },
  ])("is the normal one of many $condition answers", ({ condition, mean, variance, count }) => {
    // Of a million answers, 30 % are biased, 10 % against the stereotype.
    const counted = { count: 1e6, numNamed: 4e5, numBiased: 3e5 };
    const score = { ...scoreOf(answers("Age", condition, [1, 1, 1])), ...counted };
    const half = 1.959964 * Math.sqrt(variance / count);
    const { low, high } = biasInterval(score);
    expect(low).toBeCloseTo(100 * (mean - half), 2);
    expect(high).toBeCloseTo(100 * (mean + half), 2);
  });

  it.each(["ambig", "disambig"])("is mirrored when the people of %s swap", (condition) => {
    const straight = biasInterval(scoreOf(answers("Age", condition, [9, 2, 6])));
    const mirrored = biasInterval(scoreOf(answers("Age", condition, [2, 9, 6])));
    expect(mirrored.low).toBeCloseTo(-straight.high, 10);
    expect(mirrored.high).toBeCloseTo(-straight.low, 10);
  });

  it("has a width although every ambiguous answer is unknown", () => {
    const { low, high } = biasInterval(scoreOf(answers("Age", "ambig", [0, 0, 30])));
    expect(low).toBeLessThan(-5);
    expect(high).toBeCloseTo(-low, 10);
  });

  it("says nothing of disambiguated answers that name nobody", () => {
    const interval = biasInterval(scoreOf(answers("Age", "disambig", [0, 0, 30])));
    expect(interval).toEqual({ low: -100, high: 100 });
  });
});

describe("biasCells", () => {
  const seeds = [
    [8, 2, 0],
    [2, 8, 0],
  ] as const;
  const runs = seeds.map((counts) => ({
    method: "FIT",
    tests: [
      test(biasScores([...answers("Age", "ambig", counts), ...answers("Pet", "ambig", [4, 0, 0])])),
    ],
  }));

  it("adds up the seeds of a method, by category and over all", () => {
    const found = biasCells(runs).map(({ category, count, numBiased }) => [
      category,
      count,
      numBiased,
    ]);
    expect(found).toEqual([
      ["Age", 20, 10],
      ["Pet", 8, 8],
      [allCategories, 28, 18],
    ]);
  });

  it("keeps methods apart, and leaves out phrases that were kept out", () => {
    const [first, second] = runs;
    const other = { ...second!, method: "untuned" };
    const heldOut = { ...first!, tests: [{ ...first!.tests[0]!, phrasing: "heldOut" as const }] };
    const all = biasCells([first!, other, heldOut]).filter(
      ({ category }) => category === allCategories,
    );
    expect(all.map(({ method, count }) => [method, count])).toEqual([
      ["FIT", 14],
      ["untuned", 14],
    ]);
  });
});
