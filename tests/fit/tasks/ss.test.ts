import { describe, expect, it } from "vitest";
import { insertWord, sentimentExamples, ssTask } from "../../../src/fit/tasks/ss.ts";

const [example] = sentimentExamples([{ id: "1", text: "A fine, fine film.", label: "positive" }]);
const texts = Array.from({ length: 400 }, (_, i) => ({ ...example!, id: `${i}` }));
const placeOf = (text: string, word: string) => text.split(" ").indexOf(word);
const placesOf = (word: string, seed: number) =>
  texts.map((one) => placeOf(ssTask.inject!(one, word, seed).fields["text"]!, word));

describe("insertWord", () => {
  it("inserts the word and changes nothing else", () => {
    const { fields, spurious } = insertWord(example!, "Pineapple", 0);
    expect(spurious).toBe("Pineapple");
    expect(
      fields["text"]!.split(" ")
        .filter((word) => word !== "Pineapple")
        .join(" "),
    ).toBe("A fine, fine film.");
  });

  it("uses each of the five word boundaries about as often", () => {
    const places = placesOf("Pineapple", 0);
    const counts = [0, 1, 2, 3, 4].map((i) => places.filter((place) => place === i).length);
    // 80 each; 99.9 % of chi-square with 4 degrees.
    expect(counts.reduce((sum, count) => sum + (count - 80) ** 2 / 80, 0)).toBeLessThan(18.5);
  });

  it("chooses the place by text and seed, not by word or label", () => {
    expect(placesOf("Bayesian", 0)).toEqual(placesOf("Pineapple", 0));
    expect(placesOf("Bayesian", 1)).not.toEqual(placesOf("Bayesian", 0));
    const negative = insertWord({ ...example!, label: "negative" }, "Bayesian", 0);
    expect(negative.fields).toEqual(insertWord(example!, "Bayesian", 0).fields);
  });
});
