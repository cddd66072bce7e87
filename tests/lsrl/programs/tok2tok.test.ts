import { describe, expect, it } from "vitest";
import { ConfigError, ShapeError } from "../../../src/core/errors.ts";
import {
  conditionals,
  lettersToTokens,
  type Tok2TokFormulation,
  type Tok2TokOptions,
  tok2tok,
  tokensToLetters,
} from "../../../src/lsrl/programs/index.ts";
import { drawDictionary } from "./dictionaries.ts";

type RunOptions = { readonly arithmetic: "float64" | "float32" };

/** Asks for some keys and for a word that is none; gives the largest error of an output. */
function worstError(options: Tok2TokOptions, numPairs: number, run: RunOptions): number {
  const { program, prompt, ask } = tok2tok(options);
  const { pairs, unknown } = drawDictionary(1, { keyLength: options.keyLength, numPairs });
  const zeros = unknown.map(() => 0);
  const questions = [pairs[0]!, pairs[1]!, pairs.at(-1)!, { key: unknown, value: zeros }];
  const errors = questions.flatMap(({ key, value }) => {
    const outputs = program.run(ask(key, prompt(pairs)), run);
    return value.map((token, i) => Math.abs(outputs.at(i - value.length)![0]! - token));
  });
  return Math.max(...errors);
}

const formulations: readonly Tok2TokFormulation[] = ["paper", "ring", "diagonal"];
const table = formulations.flatMap((formulation) =>
  conditionals.map((conditional) => ({ formulation, conditional })),
);

describe("tok2tok", () => {
  describe.each(table)("$formulation, $conditional", ({ formulation, conditional }) => {
    it.each([2, 3, 5, 10])("answers exactly in float64, n = %i, seed 1", (keyLength) => {
      const numPairs = 6;
      const options = { keyLength, formulation, conditional, horizon: 13 * keyLength };

      expect(worstError(options, numPairs, { arithmetic: "float64" })).toBe(0);
    });

    it.each([2, 3, 5])("answers exactly in float32 with small constants, n = %i, seed 1", (n) => {
      const options = { keyLength: n, formulation, conditional, horizon: 13 * n };

      expect(worstError({ ...options, constants: "small" }, 6, { arithmetic: "float32" })).toBe(0);
    });

    it.each([1, 2, 3, 5])("answers exactly with the least constants, n = %i, seed 1", (n) => {
      const options = { keyLength: n, formulation, conditional, horizon: 9 * n, maxToken: 9 };
      const constants = "auto";

      for (const arithmetic of ["float64", "float32"] as const) {
        expect(worstError({ ...options, constants }, n === 1 ? 2 : 4, { arithmetic })).toBe(0);
      }
    });
  });

  it.each(formulations)("finds CAN among the capitals: %s", (formulation) => {
    const capitals = { FRA: "PAR", ITA: "ROM", CAN: "OTT", JPN: "TOK" };
    const pairs = Object.entries(capitals).map(([country, capital]) => ({
      key: lettersToTokens(country),
      value: lettersToTokens(capital),
    }));
    const { program, prompt, ask, answer } = tok2tok({ keyLength: 3, formulation, horizon: 40 });
    const outputs = program.run(ask(lettersToTokens("CAN"), prompt(pairs)));

    expect(tokensToLetters(answer(outputs))).toBe("OTT");
  });

  it("has a diagonal recurrence with entries in [0, 1] in the diagonal formulation", () => {
    const { program } = tok2tok({ keyLength: 3, formulation: "diagonal", horizon: 40 });
    const transitions = program.nodes.flatMap(({ operation }) =>
      operation.kind === "LinState" ? [...operation.A.entries()] : [],
    );

    expect(transitions.length).toBeGreaterThan(0);
    expect(transitions.filter(([i, j, a]) => i !== j || a < 0 || a > 1)).toEqual([]);
  });

  it("names its inner nodes for traces, and is fed the query first", () => {
    const { program, prompt, ask } = tok2tok({ keyLength: 2 });
    const traces = program.trace(ask([3, 4], prompt([{ key: [3, 4], value: [8, 9] }])));
    const valuesOf = (label: string) => traces.find(({ name }) => name === label)?.values;

    expect(valuesOf("query")?.at(-1)).toEqual([3, 4]);
    expect(valuesOf("globalCounter")?.flat()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(valuesOf("firstCopy")?.flat()).toEqual([0, 0, 0, 0, 1, 0]);
    expect(valuesOf("startedOn")?.flat()).toEqual([0, 0, 0, 0, 4, 4]);
    expect(valuesOf("register_1")?.at(-1)).toEqual([9]);
  });

  it("needs no horizon as a ring: 300 pairs, and as many again", () => {
    const { program, prompt, ask, answer } = tok2tok({ keyLength: 6, formulation: "ring" });
    const { pairs } = drawDictionary(4, { keyLength: 6, numPairs: 300 });
    for (const { key, value } of [pairs[0]!, pairs[150]!, pairs[299]!]) {
      expect(answer(program.run(ask(key, prompt(pairs))))).toEqual(value);
    }
  });

  it.each(formulations)("declares bounds that its nodes keep: %s, seed 6", (formulation) => {
    const options = { keyLength: 2, formulation, horizon: 26, maxToken: 9 };
    const { program, prompt, ask } = tok2tok(options);
    const { pairs } = drawDictionary(6, { keyLength: 2, numPairs: 6 });
    const nodes = program.nodes.filter(({ bounds }) => bounds !== undefined);
    const sequence = ask(pairs[3]!.key, prompt(pairs));

    expect(nodes.length).toBeGreaterThan(10);
    for (const { node, values } of program.trace(sequence, { nodes })) {
      expect(Math.min(...values.flat())).toBeGreaterThanOrEqual(node.bounds!.min - 1e-9);
      expect(Math.max(...values.flat())).toBeLessThanOrEqual(node.bounds!.max + 1e-9);
    }
  });

  it("refuses words and sequences that do not fit", () => {
    const { prompt, ask, program } = tok2tok({ keyLength: 2, maxToken: 9, horizon: 6 });
    const pair = { key: [1, 2], value: [3, 4] };

    expect(() => prompt([pair, pair])).toThrow("prompt: keys must differ, got [1 2] twice");
    expect(() => prompt([{ ...pair, value: [1] }])).toThrow(ShapeError);
    expect(() => prompt([{ ...pair, key: [1, 0.5] }])).toThrow(ConfigError);
    expect(() => ask([1], prompt([pair]))).toThrow(ShapeError);
    expect(() => ask([1, 10], prompt([pair]))).toThrow(ConfigError);
    expect(() => ask([1, 2], [1, 2, 3, 4, 5, 6, 7, 8])).toThrow(
      "ask: the sequence must have at most 6 tokens, got 10.",
    );
    expect(() => program.run([-1])).toThrow(ConfigError);
  });

  it("refuses options that lack a bound, or name nothing", () => {
    expect(() => tok2tok({ keyLength: 0 })).toThrow(ConfigError);
    expect(() => tok2tok({ keyLength: 2, constants: "auto" })).toThrow(/must know maxToken/);
    expect(() => tok2tok({ keyLength: 2, formulation: "diagonal" })).toThrow(
      /horizon must be given/,
    );
    // @ts-expect-error: no such conditional
    expect(() => tok2tok({ keyLength: 2, conditional: "mull" })).toThrow(/Did you mean "mul"/);
    const constants = { stepScale: 0, largeConstant: 1 };
    expect(() => tok2tok({ keyLength: 2, constants })).toThrow(
      "tok2tok: constants.stepScale must be > 0 and < Infinity, got 0",
    );
    // @ts-expect-error: no such preset
    expect(() => tok2tok({ keyLength: 2, constants: "tiny" })).toThrow(ConfigError);
    expect(() => lettersToTokens("a")).toThrow(ConfigError);
  });
});
