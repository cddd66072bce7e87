import { describe, expect, it } from "vitest";
import { focusLabel, trainedFocusTypes } from "../../src/fit/instructions.ts";
import { classBalancedTypes, createMixture, uniformTypes } from "../../src/fit/mixture.ts";
import { createPhrases } from "../../src/fit/phrases.ts";
import { trainingExamples } from "../../src/fit/splits.ts";
import { ssTask } from "../../src/fit/tasks/ss.ts";
import { twoFeatureExamples, weekdayTask } from "../../src/fit/tasks/two-features.ts";
import { countOf, makeTexts } from "./texts.ts";

const texts = makeTexts(50);
const source = {
  task: ssTask,
  examples: trainingExamples(ssTask, texts, { seed: 0 }),
  phrases: createPhrases(ssTask),
};
const take = (count: number, options: Parameters<typeof createMixture>[1], first = 0) => {
  const mixture = createMixture([source], options);
  return Array.from({ length: count }, (_, i) => mixture.draw(first + i));
};

/** Sum of squared deviations over expectations. */
function chiSquare(observed: readonly number[], expected: readonly number[]): number {
  return observed.reduce((sum, count, i) => sum + (count - expected[i]!) ** 2 / expected[i]!, 0);
}

describe("createMixture", () => {
  const many = take(60_000, { seed: 1 });

  it.each([
    { name: "uniform", typeProbabilities: uniformTypes, draws: many },
    {
      name: "class-balanced",
      typeProbabilities: classBalancedTypes,
      draws: take(60_000, { seed: 2, typeProbabilities: classBalancedTypes }),
    },
  ])("draws the types by their $name probabilities", ({ typeProbabilities, draws }) => {
    const counts = trainedFocusTypes.map((type) => countOf(draws, (one) => one.type === type));
    const expected = typeProbabilities.map((probability) => 60_000 * probability);
    expect(chiSquare(counts, expected)).toBeLessThan(20.5); // 99.9 % of chi-square with 5 degrees
  });

  it("draws the type independent of label and value", () => {
    const cells = ssTask.labels.flatMap((label) =>
      Object.keys(ssTask.spurious.labelOf).flatMap((value) =>
        trainedFocusTypes.map((type) =>
          countOf(many, ({ type: drawn, example }) => {
            return drawn === type && example.label === label && example.spurious === value;
          }),
        ),
      ),
    );
    // 24 cells of 2500; the 3 margins of label and value are exact: 20 degrees, 99.9 %.
    expect(chiSquare(cells, Array(24).fill(2500))).toBeLessThan(45.3);
  });

  it("uses every known phrase and no held-out one", () => {
    const used = new Set(many.map(({ phrase }) => phrase));
    const known = trainedFocusTypes.flatMap((type) => source.phrases.known[type]);
    expect([...used].sort()).toEqual([...known].sort());
  });

  it("takes every example once in an epoch, in another order each time", () => {
    const ids = (epoch: number) =>
      take(100, { seed: 3 }, 100 * epoch).map(({ example }) => example.id);
    expect(new Set(ids(0)).size).toBe(100);
    expect(new Set(ids(1)).size).toBe(100);
    expect(ids(1)).not.toEqual(ids(0));
  });

  it("goes on from any number as it would have", () => {
    const mixture = createMixture([source], { seed: 4 });
    const all = take(250, { seed: 4 });
    const resumed = mixture.from(180)[Symbol.iterator]();
    const rest = Array.from({ length: 70 }, () => resumed.next().value);
    expect(rest).toEqual(all.slice(180));
  });

  it("labels each query with its focus label and says its phrase in the prompt", () => {
    for (const { type, label, example, phrase, messages } of take(100, { seed: 5 })) {
      expect(label).toBe(focusLabel(type, example));
      expect(messages[0]!.content.endsWith(phrase)).toBe(true);
    }
  });

  it("trains sftFocus on the same labels without the sentences", () => {
    const fit = take(100, { seed: 6 });
    const plain = take(100, { seed: 6, method: "sftFocus" });
    expect(plain.map(({ label }) => label)).toEqual(fit.map(({ label }) => label));
    for (const { messages } of plain) expect(messages[0]!.content).toBe(ssTask.instruction);
  });

  it("trains sftTrue on true labels without instruction", () => {
    for (const { messages, label, example } of take(100, { seed: 7, method: "sftTrue" })) {
      expect(messages[0]!.content).toBe(ssTask.instruction);
      expect(label).toBe(example.label);
    }
  });

  it("mixes the examples of several sources", () => {
    const { keyword, weekday } = twoFeatureExamples(texts, { seed: 0 });
    const mixture = createMixture(
      [
        { ...source, examples: keyword },
        { task: weekdayTask, examples: weekday, phrases: createPhrases(weekdayTask) },
      ],
      { seed: 8 },
    );
    expect(mixture.epochSize).toBe(200);
    const epoch = Array.from({ length: 200 }, (_, i) => mixture.draw(i).example.spurious);
    expect(countOf(epoch, (value) => value in weekdayTask.spurious.labelOf)).toBe(100);
  });

  it("can leave a type out", () => {
    const draws = take(2000, { seed: 9, typeProbabilities: [0.2, 0.2, 0.2, 0, 0.2, 0.2] });
    expect(new Set(draws.map(({ type }) => type))).toEqual(new Set([0, 1, 2, 4, 5]));
  });

  it.each([[[0.5, 0.4]], [[1.5, -0.5]], [[Number.NaN]]])(
    "rejects the probabilities %j",
    (given) => {
      expect(() => createMixture([source], { seed: 0, typeProbabilities: given })).toThrow(
        "typeProbabilities must be at most 7 numbers >= 0 that add up to 1",
      );
    },
  );

  it("rejects a mixture of nothing", () => {
    expect(() => createMixture([], { seed: 0 })).toThrow("number of examples must be >= 1, got 0");
  });
});
