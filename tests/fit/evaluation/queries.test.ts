import { describe, expect, it } from "vitest";
import { factorialExamples } from "../../../src/fit/evaluation/exact-expectation.ts";
import { createQueries, drawShots } from "../../../src/fit/evaluation/queries.ts";
import { focusLabel, focusTypes } from "../../../src/fit/instructions.ts";
import { createPhrases } from "../../../src/fit/phrases.ts";
import { trainingExamples } from "../../../src/fit/splits.ts";
import { ssTask } from "../../../src/fit/tasks/ss.ts";
import { countOf, makeTexts } from "../texts.ts";

const texts = makeTexts(20);
const phrases = createPhrases(ssTask);
const examples = trainingExamples(ssTask, texts, { seed: 0 });
const source = { task: ssTask, examples, phrases };

describe("createQueries", () => {
  it("asks for every example under every trained type", () => {
    expect(createQueries(source, { seed: 0 })).toHaveLength(40 * 6);
  });

  it("uses only the phrases asked for", () => {
    for (const { type, phrase } of createQueries(source, { seed: 0, phrasing: "heldOut" })) {
      expect(phrases.heldOut[type]).toContain(phrase);
    }
  });

  it("gives a text the same phrase whatever its value", () => {
    const all = factorialExamples(ssTask, texts, { seed: 0 });
    const queries = createQueries({ ...source, examples: all }, { seed: 0, types: [2] });
    for (let i = 0; i < queries.length; i += 2) {
      expect(queries[i]!.phrase).toBe(queries[i + 1]!.phrase);
    }
  });

  it("can ask for the type that is never trained", () => {
    const [query] = createQueries(source, { seed: 0, types: [6] });
    expect(query!.label).toBe(query!.example.spuriousLabel);
  });

  it("puts solved examples into the prompt", () => {
    const [query] = createQueries(source, { seed: 0, types: [4], shotsFrom: examples });
    expect(query!.messages).toHaveLength(1 + 2 * 4 + 1);
    expect(query!.messages.at(-1)!.content).toBe(query!.example.fields["text"]);
  });
});

describe("drawShots", () => {
  it.each(focusTypes)("balances four shots over the focus labels of type %i", (type) => {
    const shots = drawShots(ssTask, examples, { type, seed: 0 });
    expect(countOf(shots, (shot) => focusLabel(type, shot) === "negative")).toBe(2);
    expect(new Set(shots.map(({ id }) => id)).size).toBe(4);
  });

  it("gives each label one shot more or less for an odd number", () => {
    expect(drawShots(ssTask, examples, { type: 0, seed: 0, count: 5 })).toHaveLength(5);
  });

  it("rejects more shots than there are examples", () => {
    expect(() => drawShots(ssTask, examples, { type: 0, seed: 0, count: 50 })).toThrow(
      /drawShots: 25 examples must answer "(nega|posi)tive" under type 0, got 20/,
    );
  });
});
