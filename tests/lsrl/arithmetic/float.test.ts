import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/core/random.ts";
import type { Arithmetic } from "../../../src/lsrl/arithmetic/arithmetic.ts";
import { exact } from "../../../src/lsrl/arithmetic/dyadic.ts";
import { float32, float64 } from "../../../src/lsrl/arithmetic/float.ts";
import { withArithmetic } from "../../../src/lsrl/arithmetic/index.ts";
import { SparseMatrix } from "../../../src/lsrl/matrix.ts";

const { fround } = Math;

/** `A x + b` in one arithmetic. */
function affine<V>(
  arithmetic: Arithmetic<V>,
  rows: readonly (readonly number[])[],
  x: readonly number[],
  b: readonly number[],
): number[] {
  const matrix = SparseMatrix.fromRows(rows);
  const out = arithmetic.from(b.map(() => 0));
  const prepared = { matrix, values: arithmetic.from(matrix.values) };
  arithmetic.affine(out, prepared, arithmetic.from(x), arithmetic.from(b));
  return arithmetic.toNumbers(out);
}

describe("float32", () => {
  it("rounds inputs, weights, every product and every sum, in the order of the columns (seed 1)", () => {
    const random = createRandom(1);
    const wrong: unknown[] = [];
    for (let i = 0; i < 10_000; i += 1) {
      const draw = () => random.normal() * 2 ** (random.integer(60) - 30);
      const w = [draw(), draw(), draw()];
      const x = [draw(), draw(), draw()];
      const b = draw();
      let expected = fround(b);
      w.forEach((weight, k) => {
        expected = fround(expected + fround(fround(weight) * fround(x[k]!)));
      });
      const [actual] = affine(float32, [w], x, [b]);
      if (actual !== expected) wrong.push({ w, x, b, actual, expected });
    }

    expect(wrong).toEqual([]);
  });

  it("loses the 1 in 2^24 + 1 and overflows beyond 2^128", () => {
    expect(affine(float32, [[1, 1]], [2 ** 24, 1], [0])).toEqual([2 ** 24]);
    expect(affine(float32, [[2 ** 100]], [2 ** 100], [0])).toEqual([Number.POSITIVE_INFINITY]);
  });

  it("rounds products of halves (seed 2)", () => {
    const random = createRandom(2);
    const values = Array.from({ length: 2000 }, () => random.normal());
    const out = float32.from(new Float64Array(1000));

    float32.multiplyHalves(out, float32.from(values));

    const expected = values
      .slice(0, 1000)
      .map((value, i) => fround(fround(value) * fround(values[1000 + i]!)));
    expect(float32.toNumbers(out)).toEqual(expected);
  });
});

describe("float64", () => {
  it("adds the bias first, then the products in the order of the columns", () => {
    expect(affine(float64, [[1, 1, -1]], [2 ** 53, 1, 2 ** 53], [1])).toEqual([0]);
    expect(affine(float64, [[1, -1, 1]], [2 ** 53, 2 ** 53, 1], [1])).toEqual([1]);
  });
});

describe.each([
  { name: "float64", use: suiteOf(float64) },
  { name: "float32", use: suiteOf(float32) },
  { name: "exact", use: suiteOf(exact) },
])("$name", ({ use }) => {
  it("computes A x + b, with rows that are empty", () => {
    expect(
      use.affine(
        [
          [1, -2],
          [0, 0],
          [0, 0.5],
        ],
        [3, 4],
        [10, 20, 30],
      ),
    ).toEqual([5, 20, 32]);
  });

  it("takes max(0, x), never -0", () => {
    expect(use.relu([-1, -0, 0, 0.5])).toEqual([0, 0, 0, 0.5]);
  });

  it("multiplies the first half by the second", () => {
    expect(use.multiplyHalves([2, -3, 0.5, 4])).toEqual([1, -12]);
  });

  it("copies entries start .. end - 1 to an offset", () => {
    expect(use.copy([0, 0, 0, 0], 1, [5, 6, 7, 8], 2, 4)).toEqual([0, 7, 8, 0]);
  });
});

describe("withArithmetic", () => {
  it.each(["float64", "float32", "exact"] as const)("finds %s", (name) => {
    const arithmetics = { float64, float32, exact };

    expect(withArithmetic(name, (found): unknown => found)).toBe(arithmetics[name]);
  });

  it("suggests the name that was meant", () => {
    const name: string = "float46";

    // @ts-expect-error -- a name that is not known is a type error first
    expect(() => withArithmetic(name, () => 0)).toThrow(
      'arithmetic must be one of float64, float32, exact, got "float46". Did you mean "float64"?',
    );
  });
});

/** The operations of one arithmetic on plain numbers. */
function suiteOf<V>(arithmetic: Arithmetic<V>) {
  const { from, toNumbers } = arithmetic;
  const zeros = (length: number) => from(new Float64Array(length));
  return {
    affine: (...args: [number[][], number[], number[]]) => affine(arithmetic, ...args),
    relu: (x: readonly number[]) => {
      const out = zeros(x.length);
      arithmetic.relu(out, from(x));
      return toNumbers(out);
    },
    multiplyHalves: (x: readonly number[]) => {
      const out = zeros(x.length / 2);
      arithmetic.multiplyHalves(out, from(x));
      return toNumbers(out);
    },
    copy: (target: number[], offset: number, x: number[], start: number, end: number) => {
      const out = from(target);
      arithmetic.copy(out, offset, from(x), start, end);
      return toNumbers(out);
    },
  };
}
