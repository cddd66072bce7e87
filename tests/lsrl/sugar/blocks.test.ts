import { describe, expect, it } from "vitest";
import { ConfigError, ShapeError } from "../../../src/core/errors.ts";
import { createRandom } from "../../../src/core/random.ts";
import { forEach, input, type Node } from "../../../src/lsrl/language/index.ts";
import {
  accumulate,
  and,
  bump,
  constant,
  divide,
  eq,
  ifElse,
  ifElseMul,
  ifElseStep,
  keepUnless,
  larger,
  lastValues,
  neq,
  not,
  or,
  presets,
  reluIdentity,
  repeat,
  step,
  sumEntries,
} from "../../../src/lsrl/sugar/index.ts";
import { runBlock } from "./run-block.ts";

describe("constant", () => {
  it("is the same at every token, and knows its bounds", () => {
    const node = constant(input(2), [1, -2.5]);

    expect(
      forEach(node).run([
        [1, 2],
        [3, 4],
      ]),
    ).toEqual([
      [1, -2.5],
      [1, -2.5],
    ]);
    expect(node.bounds).toEqual({ min: -2.5, max: 1 });
    expect(constant(input(3), 7).dim).toBe(1);
  });

  it("refuses a matrix, an empty vector and what is not finite", () => {
    const x = input(1);

    // @ts-expect-error: a matrix is no vector
    expect(() => constant(x, [[1, 2]])).toThrow(
      "constant: value must be a number or a vector of numbers, got [[1,2]]",
    );
    expect(() => constant(x, [])).toThrow(ConfigError);
    expect(() => constant(x, Number.NaN)).toThrow(ConfigError);
  });
});

describe("vectors", () => {
  it("sums, repeats and accumulates", () => {
    const rows = [
      [1, 2],
      [3, -4],
    ];

    expect(forEach(sumEntries(input(2))).run(rows)).toEqual([[3], [-1]]);
    expect(forEach(accumulate(input(2))).run(rows)).toEqual([
      [1, 2],
      [4, -2],
    ]);
    expect(forEach(repeat(input(1), 2)).run([5])).toEqual([[5, 5]]);
  });

  it("lastValues holds the newest value last", () => {
    expect(forEach(lastValues(input(1), 3)).run([1, 2, 3, 4])).toEqual([
      [0, 0, 1],
      [0, 1, 2],
      [1, 2, 3],
      [2, 3, 4],
    ]);
  });

  it("refuses vectors where one entry is needed", () => {
    expect(() => repeat(input(2), 3)).toThrow(ShapeError);
    expect(() => lastValues(input(2), 3)).toThrow(ShapeError);
    expect(() => repeat(input(1), 0)).toThrow(ConfigError);
  });
});

describe("divide", () => {
  const options = { max: 8, bits: 12, stepScale: 2 ** 14 };

  it("is towards 0 from the quotient by at most its bound, also on ramps, seed 5", () => {
    const random = createRandom(5);
    const rows = Array.from({ length: 400 }, (_, i) => {
      const denominator = random.uniform(0.05, 3);
      // Every other numerator is at a digit's edge.
      const quotient = i % 2 === 0 ? random.uniform(-7.9, 7.9) : (random.integer(1000) - 500) / 64;
      return [quotient * denominator, denominator];
    });
    const outputs = runBlock(([p, q]) => divide(p!, q!, options), rows).flat();
    const excess = rows.map(([p, q], i) => {
      const shortfall = (p! / q! - outputs[i]!) * Math.sign(p!);
      const bound = 8 * 2 ** -12 + 1 / (options.stepScale * q!);
      return Math.max(-shortfall, shortfall - bound);
    });

    expect(Math.max(...excess)).toBeLessThan(1e-9);
  });

  it("is 0 for 0 / 0, and stops at max", () => {
    expect(
      runBlock(
        ([p, q]) => divide(p!, q!, options),
        [
          [0, 0],
          [-100, 1],
        ],
      ).flat(),
    ).toBeAllclose([0, -8 * (1 - 2 ** -12)], { rtol: 0, atol: 0 });
  });
});

/** Blocks of three entries: a bit and two values within [-3, 5]. */
const blocks: Readonly<Record<string, (bit: Node<1>, x: Node<1>, y: Node<1>) => Node>> = {
  step: (_b, x) => step(x),
  bump: (_b, x, y) => bump(x, y, y.sub(1)),
  "bump between numbers": (_b, x) => bump(x, 0, 2),
  eq: (_b, x, y) => eq(x, y),
  neq: (_b, x, y) => neq(x, y),
  larger: (_b, x, y) => larger(x, y),
  and: (_b, x, y) => and(x, y),
  or: (_b, x, y) => or(x, y),
  not: (_b, x) => not(x),
  reluIdentity: (_b, x) => reluIdentity(x),
  ifElse: (b, x, y) => ifElse(b, x, y, presets.small),
  ifElseStep: (b, x, y) => ifElseStep(b, x, y, presets.small),
  ifElseMul: (b, x, y) => ifElseMul(b, x, y),
  "ifElse without a branch": (b, x) => ifElse(b, x, undefined, presets.small),
  keepUnless: (b, x) => keepUnless(b, x, presets.small),
  divide: (b, x) => divide(x, b, { max: 2, bits: 4 }),
};

describe("bounds", () => {
  it.each(Object.entries(blocks))(
    "%s keeps what it declares, bits on the way too, seed 8",
    (_, build) => {
      const random = createRandom(8);
      const token = input(3);
      const bounds = { min: -3, max: 5 };
      const node = build(
        token.at(0).bounded({ min: 0, max: 1 }),
        token.at(1).bounded(bounds),
        token.at(2).bounded(bounds),
      );
      const rows = Array.from({ length: 300 }, (_, i) => {
        const bit = i % 3 === 0 ? random.uniform() : random.integer(2);
        const [x, y] = [random.uniform(-3, 5), random.uniform(-3, 5)];
        return [bit, x, i % 5 === 0 ? x : y];
      });
      const values = forEach(node).run(rows).flat();

      expect(node.bounds).toBeDefined();
      expect(Math.min(...values)).toBeGreaterThanOrEqual(node.bounds!.min - 1e-9);
      expect(Math.max(...values)).toBeLessThanOrEqual(node.bounds!.max + 1e-9);
    },
  );
});
