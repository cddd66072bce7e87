import { describe, expect, it } from "vitest";
import { generateHans, hansHeuristics, hansLabels } from "../../../src/data/index.ts";

const { rows, ...source } = generateHans({ perSubcase: 200, seed: 1 });
const wordsOf = (sentence: string) => sentence.toLowerCase().replace(/[.,]/g, "");

describe("generateHans", () => {
  it("has five subcases of each heuristic and label, each with as many pairs, none of them twice", () => {
    const counts = new Map<string, Set<string>>();
    for (const { heuristic, label, subcase, premise, hypothesis } of rows) {
      const key = `${heuristic} ${label} ${subcase}`;
      counts.set(key, (counts.get(key) ?? new Set()).add(`${premise} ${hypothesis}`));
    }
    expect([...counts.values()].map(({ size }) => size)).toEqual(Array(30).fill(200));
    for (const heuristic of hansHeuristics) {
      for (const label of hansLabels) {
        const keys = [...counts.keys()].filter((key) => key.startsWith(`${heuristic} ${label} `));
        expect(keys).toHaveLength(5);
      }
    }
  });

  it("uses in a hypothesis only words of its premise", () => {
    const strange = rows.filter(({ premise, hypothesis }) => {
      const known = new Set(wordsOf(premise).split(" "));
      return !wordsOf(hypothesis)
        .split(" ")
        .every((word) => known.has(word));
    });
    expect(strange).toEqual([]);
  });

  it("makes the hypothesis a piece of the premise, but for lexical overlap", () => {
    const isPiece = rows.map(({ premise, hypothesis }) =>
      ` ${wordsOf(premise)} `.includes(` ${wordsOf(hypothesis)} `),
    );
    expect(isPiece).toEqual(rows.map(({ heuristic }) => heuristic !== "lexical_overlap"));
  });

  it("writes sentences that agree in number, with no person twice in a premise", () => {
    const text = rows.map(({ premise, hypothesis }) => `${premise}\n${hypothesis}`).join("\n");
    expect(text).not.toMatch(/s was |[^s] were | a [aeiou]|\b(\w+) \1\b/);
    for (const line of text.split("\n")) expect(line).toMatch(/^[A-Z][a-z ,]*[a-z]\.$/);
    const repeats = rows.filter(({ premise }) => /the (\w+?)s? .*the \1s?\b/i.test(premise));
    expect(repeats).toEqual([]);
  });

  it("is the same for a seed and another for another", () => {
    const sha256 = (seed: number) => generateHans({ perSubcase: 2, seed }).sha256;
    expect(sha256(3)).toBe(sha256(3));
    expect(sha256(3)).not.toBe(sha256(4));
  });

  it("says that it was generated", () => {
    expect(source).toMatchObject({
      name: "hans-generated",
      slice: "generated, seed 1, 6000 rows",
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it("reaches the greatest number of pairs", () => {
    expect(generateHans({ perSubcase: 1000, seed: 1 }).rows).toHaveLength(30_000);
  });

  it.each([0, 1001, 1.5])("refuses %d pairs of a subcase", (perSubcase) => {
    expect(() => generateHans({ perSubcase, seed: 1 })).toThrow(">= 1 and <= 1000");
  });
});
