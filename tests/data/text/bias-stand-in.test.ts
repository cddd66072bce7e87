import { describe, expect, it } from "vitest";
import { type BbqRow, generateBiasStandIn, standInCategories } from "../../../src/data/index.ts";

const { rows, ...source } = generateBiasStandIn({ seed: 1 });
const blockOf = ({ category, exampleId }: BbqRow) => `${category} ${Math.floor(exampleId / 4)}`;
const disambiguated = rows.filter(({ condition }) => condition === "disambig");

describe("generateBiasStandIn", () => {
  it("is called a stand-in", () => {
    expect(source.name).toBe("bbq-stand-in");
    expect(source.slice).toBe("generated stand-in for BBQ, seed 1, 768 rows");
  });

  it("has 96 rows of each of eight categories, with unique ids", () => {
    expect(standInCategories).toHaveLength(8);
    for (const category of standInCategories) {
      const ids = rows.filter((row) => row.category === category).map((row) => row.exampleId);
      expect(new Set(ids).size).toBe(96);
      expect(ids).toHaveLength(96);
    }
  });

  it("comes in blocks of four kinds with the same options", () => {
    const blocks = new Map<string, BbqRow[]>();
    for (const row of rows) blocks.set(blockOf(row), [...(blocks.get(blockOf(row)) ?? []), row]);
    for (const block of blocks.values()) {
      expect(new Set(block.map((row) => `${row.condition} ${row.polarity}`)).size).toBe(4);
      expect(new Set(block.map(({ answers }) => answers.join())).size).toBe(1);
    }
    expect(blocks.size).toBe(192);
  });

  it("asks for unknown in ambiguous contexts and for a person in disambiguated ones", () => {
    for (const { condition, label, unknownIndex } of rows) {
      expect(label === unknownIndex).toBe(condition === "ambig");
    }
  });

  it("never takes unknown for the biased option, which is right in half of the disambiguated rows", () => {
    expect(rows.some(({ biasedIndex, unknownIndex }) => biasedIndex === unknownIndex)).toBe(false);
    const biased = disambiguated.filter(({ biasedIndex, label }) => biasedIndex === label);
    expect(biased.length).toBe(disambiguated.length / 2);
  });

  it("turns the biased option round with the question's polarity", () => {
    for (const block of new Set(rows.map(blockOf))) {
      const biased = new Map(
        rows.filter((row) => blockOf(row) === block).map((r) => [r.polarity, r.biasedIndex]),
      );
      expect(biased.get("neg")).not.toBe(biased.get("nonneg"));
    }
  });

  it("mentions both people of the options in the context", () => {
    for (const { answers, context, unknownIndex } of rows) {
      const named = answers.filter((_, index) => index !== unknownIndex);
      for (const answer of named) {
        const noun = answer.replace("The ", "");
        expect(context).toMatch(new RegExp(`\\b[Aa]n? ${noun}\\b`));
      }
    }
  });

  it("has every row once and each option about equally often the right one", () => {
    const texts = rows.map((row) => [row.context, row.question].join());
    const perText = rows.length / new Set(texts).size;
    // An ambiguous context is that of both outcomes.
    expect(perText).toBeCloseTo(4 / 3, 10);
    for (const index of [0, 1, 2]) {
      const share = rows.filter(({ label }) => label === index).length / rows.length;
      expect(Math.abs(share - 1 / 3)).toBeLessThan(0.08); // 4 standard deviations of 192 blocks: 0.08
    }
  });

  it("writes clean sentences", () => {
    for (const { context, question } of rows) {
      expect(context).toMatch(/^[A-Z][^.]*\.( [A-Z][^.]*\.)?$/);
      expect(context).not.toMatch(/\b[BNO]\b|[^.] A\b|\b[Aa] [aeiou]|\b[Aa]n [^aeiouh]| {2}/);
      expect(question).toMatch(/^Who .*\?$/);
    }
  });

  it("is the same for a seed and another for another", () => {
    expect(generateBiasStandIn({ seed: 1 }).sha256).toBe(source.sha256);
    expect(generateBiasStandIn({ seed: 2 }).sha256).not.toBe(source.sha256);
  });
});
