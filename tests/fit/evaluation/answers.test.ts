import { describe, expect, it } from "vitest";
import { injectCue } from "../../../src/fit/cued-example.ts";
import {
  answerOf,
  greedyLabel,
  normalizeAnswer,
  validAnswerRate,
} from "../../../src/fit/evaluation/answers.ts";
import { createQuery } from "../../../src/fit/evaluation/query.ts";
import { ssTask } from "../../../src/fit/tasks/ss.ts";
import { makeTexts, predict } from "../texts.ts";

const example = injectCue(ssTask, makeTexts(1)[0]!, "Pineapple", 0);
const query = createQuery(ssTask, example, { type: 0, phrase: "" });
const answered = (greedy: string) => ({ ...predict(query, "negative"), greedy });

describe("normalizeAnswer", () => {
  it.each([
    { text: " Positive.\n", normal: "positive" },
    { text: "(A)", normal: "a" },
    { text: "non-entailment", normal: "nonentailment" },
    { text: "I  do not\nknow!", normal: "i do not know" },
  ])("makes $text into $normal", ({ text, normal }) => {
    expect(normalizeAnswer(text)).toBe(normal);
  });
});

describe("greedyLabel", () => {
  it("finds a label with a hyphen", () => {
    const labels = ["entailment", "non-entailment"];
    expect(greedyLabel("Non-entailment.", { labels, answers: labels })).toBe("non-entailment");
  });

  it("takes no label that is only a part of the text", () => {
    expect(greedyLabel("positive, I think", query)).toBeUndefined();
  });

  it("finds the label of an answer in other words", () => {
    const options = { labels: ["a", "b"], answers: ["The grandson", "Can't be determined"] };
    expect(greedyLabel("Can't be determined.", options)).toBe("b");
    expect(greedyLabel("b", options)).toBeUndefined();
  });
});

describe("greedyLabel of answers that differ in signs alone", () => {
  const labels = ["-1", "1", "C", "C++"];

  it.each([
    { text: "1", label: "1" },
    { text: " -1\n", label: "-1" },
    { text: "C++", label: "C++" },
    { text: "1.", label: undefined },
  ])("of $text is $label", ({ text, label }) => {
    expect(greedyLabel(text, { labels, answers: labels })).toBe(label);
  });
});

describe("answerOf", () => {
  it("reads the generated text or the most probable label", () => {
    expect(answerOf(answered("Positive"), "greedy")).toBe("positive");
    expect(answerOf(answered("Positive"), "restricted")).toBe("negative");
    expect(answerOf(predict(query, "negative"), "greedy")).toBeUndefined();
  });
});

describe("validAnswerRate", () => {
  it("is the share of answers that are a label, those not written out being none", () => {
    const texts = ["positive", "It is", "Negative.", ""].map(answered);
    expect(validAnswerRate(texts)).toBe(0.5);
    expect(validAnswerRate([...texts, predict(query, "negative")])).toBe(0.4);
  });

  it("rejects no predictions", () => {
    expect(() => validAnswerRate([])).toThrow("number of predictions must be >= 1, got 0");
  });
});
