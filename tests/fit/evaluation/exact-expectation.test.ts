import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/core/index.ts";
import { exactAccuracy, factorialExamples } from "../../../src/fit/evaluation/exact-expectation.ts";
import { focusAccuracy } from "../../../src/fit/evaluation/focus-accuracy.ts";
import { createQueries } from "../../../src/fit/evaluation/queries.ts";
import type { FocusQuery } from "../../../src/fit/evaluation/query.ts";
import { createPhrases } from "../../../src/fit/phrases.ts";
import { createSplits, splitAssociation, splitNames } from "../../../src/fit/splits.ts";
import { smnliTask } from "../../../src/fit/tasks/smnli.ts";
import { ssTask } from "../../../src/fit/tasks/ss.ts";
import { makeTexts, predict } from "../texts.ts";

const texts = makeTexts(500);
const phrases = createPhrases(ssTask);
const examples = factorialExamples(ssTask, texts, { seed: 0 });
const factorial = createQueries({ task: ssTask, phrases, examples }, { seed: 0 });

/** A model that errs at random, more often on one keyword and label; fixed by text, value and type. */
function answerNoisily(query: FocusQuery) {
  const { id, label, spurious } = query.example;
  const chance = createRandom(1).fork(`${id}, ${spurious}, ${query.type}`).uniform();
  const limit = spurious === "Pineapple" ? 0.9 : label === "negative" ? 0.5 : 0.7;
  const other = query.label === "negative" ? "positive" : "negative";
  return predict(query, chance < limit ? query.label : other);
}

describe("exactAccuracy", () => {
  it.each(splitNames)("agrees with the sampled split %s within three standard errors", (name) => {
    const split = createSplits(ssTask, texts, { seed: 0 })[name];
    const sampled = createQueries({ task: ssTask, phrases, examples: split }, { seed: 0 });
    const bySample = focusAccuracy(sampled.map(answerNoisily));
    const exact = exactAccuracy(factorial.map(answerNoisily), splitAssociation(ssTask, name));
    expect(exact.map(({ type }) => type)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const [i, { accuracy }] of exact.entries()) {
      const standardError = Math.sqrt((accuracy * (1 - accuracy)) / texts.length);
      expect(Math.abs(accuracy - bySample[i]!.accuracy)).toBeLessThan(3 * standardError);
    }
  });

  it("counts texts, not pairs of text and value", () => {
    const [first] = exactAccuracy(factorial.map(answerNoisily), splitAssociation(ssTask, "iid"));
    expect(first!.count).toBe(1000);
  });

  it("rejects predictions that lack a value", () => {
    const some = factorial.filter(({ example }) => example.spurious === "Pineapple");
    expect(() => exactAccuracy(some.map(answerNoisily), splitAssociation(ssTask, "iid"))).toThrow(
      "each of 1000 texts must have one prediction with Bayesian, got 0",
    );
  });
});

describe("factorialExamples", () => {
  it("puts every value into every text, at the same place", () => {
    const [pineapple, bayesian] = examples;
    expect(examples).toHaveLength(2000);
    expect(pineapple!.fields["text"]!.replace("Pineapple", "Bayesian")).toBe(
      bayesian!.fields["text"],
    );
  });

  it("can use the unseen values", () => {
    const unseen = factorialExamples(ssTask, texts.slice(0, 1), { seed: 0, values: "unseen" });
    expect(unseen.map(({ spurious }) => spurious)).toEqual(["Banana", "Gaussian"]);
  });

  it("rejects a task whose data bring the value", () => {
    expect(() => factorialExamples(smnliTask, texts, { seed: 0 })).toThrow(
      'injectCue: the task must inject its feature, got "smnli", whose data bring it',
    );
  });
});
