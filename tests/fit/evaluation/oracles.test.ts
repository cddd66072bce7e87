import { describe, expect, it } from "vitest";
import { exactAccuracy, factorialExamples } from "../../../src/fit/evaluation/exact-expectation.ts";
import { focusAccuracy } from "../../../src/fit/evaluation/focus-accuracy.ts";
import { agreement, oracleAccuracy } from "../../../src/fit/evaluation/oracles.ts";
import { createQueries } from "../../../src/fit/evaluation/queries.ts";
import { createPhrases } from "../../../src/fit/phrases.ts";
import { createSplits, splitAssociation, splitNames } from "../../../src/fit/splits.ts";
import { smnliTask } from "../../../src/fit/tasks/smnli.ts";
import { ssTask } from "../../../src/fit/tasks/ss.ts";
import { alwaysCore, alwaysSpurious, makeTexts } from "../texts.ts";

const texts = makeTexts(100);
const phrases = createPhrases(ssTask);
const splits = createSplits(ssTask, texts, { seed: 0 });
const factorial = createQueries(
  { task: ssTask, phrases, examples: factorialExamples(ssTask, texts, { seed: 0 }) },
  { seed: 0 },
);
const oracles = [
  { follows: "core", answer: alwaysCore },
  { follows: "spurious", answer: alwaysSpurious },
] as const;
const cases = splitNames.flatMap((name) => oracles.map((oracle) => ({ name, ...oracle })));

describe("oracleAccuracy", () => {
  it.each(cases)(
    "is what always answering by $follows scores on $name",
    ({ name, follows, answer }) => {
      const association = splitAssociation(ssTask, name);
      const rate = agreement(association, ssTask.spurious.labelOf);
      const sampled = createQueries({ task: ssTask, phrases, examples: splits[name] }, { seed: 0 });
      const accuracies = [
        ...focusAccuracy(sampled.map(answer)),
        ...exactAccuracy(factorial.map(answer), association),
      ];
      expect(accuracies).toHaveLength(12);
      for (const { type, accuracy } of accuracies) {
        const options = { agreement: rate, numLabels: 2 };
        expect(accuracy).toBeCloseTo(oracleAccuracy(follows, type, options), 12);
      }
    },
  );

  it.each([
    // A model that always predicts y with accuracy 0.88 and errs evenly over the two other labels.
    { name: "iid", accuracy: 1 / 3 },
    { name: "high", accuracy: 0.9 * 0.88 + 0.1 * 0.06 },
    { name: "low", accuracy: 0.1 * 0.88 + 0.9 * 0.06 },
    { name: "flipped", accuracy: 0.05 * 0.88 + 0.95 * 0.06 },
  ] as const)("is $accuracy on $name for three labels and errors", ({ name, accuracy }) => {
    const rate = agreement(splitAssociation(smnliTask, name), smnliTask.spurious.labelOf);
    const options = { agreement: rate, numLabels: 3, accuracy: 0.88 };
    expect(oracleAccuracy("core", 4, options)).toBeCloseTo(accuracy, 12);
    expect(oracleAccuracy("core", 0, options)).toBe(0.88);
  });
});
