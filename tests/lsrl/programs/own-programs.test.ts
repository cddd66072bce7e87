import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/core/errors.ts";
import { createRandom } from "../../../src/core/random.ts";
import {
  balancedBrackets,
  conditionals,
  linearRegression,
  moreOnesOrZeros,
  shiftAutomaton,
} from "../../../src/lsrl/programs/index.ts";

describe("moreOnesOrZeros", () => {
  it.each(["paper", "dyadic", "small", "auto"] as const)(
    "says after each bit whether ones lead: %s, seed 1",
    (constants) => {
      const random = createRandom(1);
      const bits = Array.from({ length: 200 }, () => random.integer(2));
      const { program, answer } = moreOnesOrZeros({ constants });
      const outputs = program.run(bits);
      let lead = 0;
      const expected = bits.map((bit) => {
        lead += bit === 1 ? 1 : -1;
        return lead > 0 ? 1 : 0;
      });

      expect(outputs.flat()).toBeAllclose(expected, { rtol: 0, atol: 1e-9 });
      expect(answer(outputs)).toBe(expected.at(-1) === 1);
    },
  );
});

describe("balancedBrackets", () => {
  const { program, tokens, answer } = balancedBrackets();

  it("agrees with a stack after each bracket, seed 1", () => {
    const random = createRandom(1);
    let numBalanced = 0;
    for (let run = 0; run < 200; run += 1) {
      // Mostly brackets that close what is open, so that balanced texts are not rare.
      const text = Array.from({ length: 10 }, (_, i) =>
        random.uniform() < (i % 2 === 0 ? 0.8 : 0.2) ? "(" : ")",
      ).join("");
      let [depth, isBroken] = [0, false];
      const expected = Array.from(text, (sign) => {
        depth += sign === "(" ? 1 : -1;
        isBroken ||= depth < 0;
        return depth === 0 && !isBroken ? 1 : 0;
      });
      const outputs = program.run(tokens(text), { arithmetic: "float32" });

      expect(outputs.flat()).toEqual(expected);
      expect(answer(outputs)).toBe(expected.at(-1) === 1);
      numBalanced += expected.at(-1)!;
    }
    expect(numBalanced).toBeGreaterThan(10);
  });

  it("names each of its variables once", () => {
    const names = program.nodes.flatMap(({ label }) => label ?? []);

    expect(names).toEqual([...new Set(names)]);
  });

  it("holds the empty text for balanced, and refuses other signs", () => {
    expect(answer(program.run(tokens("")))).toBe(true);
    expect(() => tokens("([)]")).toThrow(ConfigError);
  });
});

describe("linearRegression", () => {
  const ridge = 2 ** -6;

  /** Ridge regression of centred data in two passes. */
  function predict(points: readonly (readonly [number, number])[], x: number): number {
    if (points.length === 0) return 0;
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const meanX = mean(points.map(([px]) => px));
    const meanY = mean(points.map(([, py]) => py));
    const covariance = points.reduce((sum, [px, py]) => sum + (px - meanX) * (py - meanY), 0);
    const spread = points.reduce((sum, [px]) => sum + (px - meanX) ** 2, 0);
    return meanY + (covariance / (spread + ridge)) * (x - meanX);
  }

  it("is within its bound of ridge regression before each point, seed 1", () => {
    const random = createRandom(1);
    const { program, errorBound } = linearRegression({ maxPrediction: 8, bits: 14, ridge });
    for (let run = 0; run < 20; run += 1) {
      const [slope, intercept] = [random.uniform(-1, 1), random.uniform(-1, 1)];
      const points = Array.from({ length: 25 }, (): [number, number] => {
        const x = random.uniform(-2, 2);
        return [x, slope * x + intercept + random.normal(0, 0.3)];
      });
      const outputs = program.run(points);
      const errors = points.map(([x], t) =>
        Math.abs(outputs[t]![0]! - predict(points.slice(0, t), x)),
      );

      expect(Math.max(...errors)).toBeLessThanOrEqual(errorBound + 1e-9);
    }
  });

  it("finds a line from its points", () => {
    const { program, ask, answer } = linearRegression({ constants: "auto" });
    const points = [-1, 0, 1, 2].map((x): [number, number] => [x, 0.5 * x - 1]);

    expect(answer(program.run(ask(points, 1.5)))).toBeCloseTo(-0.25, 1);
    expect(answer(program.run(ask([[1, 0.75]], 1.5)))).toBeCloseTo(0.75, 2);
    expect(answer(program.run(ask([], 1.5)))).toBe(0);
  });

  it("refuses a ridge that is not positive", () => {
    expect(() => linearRegression({ ridge: 0 })).toThrow(ConfigError);
  });
});

describe("shiftAutomaton", () => {
  it.each(conditionals)("goes round as its table says: %s, seed 1", (conditional) => {
    const random = createRandom(1);
    const [numStates, numLetters, horizon] = [5, 3, 43];
    for (const constants of ["dyadic", "auto"] as const) {
      const options = { numStates, numLetters, horizon, conditional, constants };
      const { program, ask, answer } = shiftAutomaton(options);
      const table = Array.from({ length: numLetters }, () => random.integer(numStates));
      const word = Array.from({ length: 40 }, () => random.integer(numLetters));
      let state = 0;
      const expected = word.map((letter) => {
        state = (state + table[letter]!) % numStates;
        return state;
      });

      for (const arithmetic of ["float64", "exact"] as const) {
        const outputs = program.run(ask(table, word), { arithmetic });
        expect(outputs.slice(numLetters).flat()).toEqual(expected);
        expect(answer(outputs)).toEqual(expected);
      }
    }
  });

  it("refuses letters and moves that there are not, and too long a word", () => {
    const { ask } = shiftAutomaton({ numStates: 3, numLetters: 2, horizon: 4 });

    expect(() => ask([1, 3], [0])).toThrow(ConfigError);
    expect(() => ask([1, 1], [2])).toThrow(ConfigError);
    expect(() => ask([1], [0])).toThrow(ConfigError);
    expect(() => ask([1, 1], [0, 0, 0])).toThrow(ConfigError);
  });
});
