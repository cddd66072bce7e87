import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/core/errors.ts";
import { createRandom, type Random } from "../../../src/core/random.ts";
import {
  addDyadic,
  type Dyadic,
  exact,
  multiplyDyadic,
  toDyadic,
  toNumber,
} from "../../../src/lsrl/arithmetic/dyadic.ts";
import { SparseMatrix } from "../../../src/lsrl/matrix.ts";
import {
  areEqual,
  compare,
  isEven,
  nextDown,
  nextUp,
  productOf,
  type Rational,
  randomBits,
  randomFinite,
  rationalOf,
  sumOf,
  toRational,
} from "./float-bits.ts";

const CASES = 10_000;
const LEAST = 2 ** -1074;

/** Values at the edges of float64. */
const edges = [0, 1, -1, 0.1, 2 ** 53, 2 ** 53 + 2, LEAST, -LEAST, 2 ** -1022, Number.MAX_VALUE];

describe("toDyadic", () => {
  it.each(edges)("holds the exact value of %d, with an odd mantissa", (value) => {
    const { mantissa, exponent } = toDyadic(value);

    expect(areEqual(toRational({ mantissa, exponent }), rationalOf(value))).toBe(true);
    expect(mantissa === 0n ? exponent : Number(mantissa & 1n)).toBe(mantissa === 0n ? 0 : 1);
  });

  it("has one form for each value: zeros of both signs are one", () => {
    expect(toDyadic(-0)).toEqual({ mantissa: 0n, exponent: 0 });
    expect(toDyadic(2 ** 60 * 3)).toEqual({ mantissa: 3n, exponent: 60 });
  });

  it("comes back bit for bit from every exponent (seed 1)", () => {
    const random = createRandom(1);
    const values = Array.from({ length: CASES }, () => randomFinite(random));

    expect(values.map((value) => toNumber(toDyadic(value)))).toEqual(values);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "refuses %d",
    (value) => {
      expect(() => toDyadic(value)).toThrow(ConfigError);
      expect(() => toDyadic(value)).toThrow(`toDyadic: value must be finite, got ${value}`);
    },
  );
});

describe("addDyadic and multiplyDyadic", () => {
  it("equal the sum and product of fractions (seed 2)", () => {
    const random = createRandom(2);
    let numWrong = 0;
    for (let i = 0; i < 2000; i += 1) {
      // Within 2^+-40 of each other, so that most sums overlap.
      const draw = () => random.normal() * 2 ** (random.integer(80) - 40);
      const [x, y] = [draw(), draw()];
      const [a, b] = [toDyadic(x), toDyadic(y)];
      const [p, q] = [rationalOf(x), rationalOf(y)];
      if (!areEqual(toRational(addDyadic(a, b)), sumOf(p, q))) numWrong += 1;
      if (!areEqual(toRational(multiplyDyadic(a, b)), productOf(p, q))) numWrong += 1;
    }

    expect(numWrong).toBe(0);
  });

  it("round, as numbers, to what float64 gives for one sum and one product (seed 3)", () => {
    // IEEE sums and products are the exact ones rounded once: the machine is the oracle.
    const random = createRandom(3);
    const wrong: unknown[] = [];
    for (let i = 0; i < CASES; i += 1) {
      const x = randomFinite(random);
      const y = i % 2 === 0 ? randomFinite(random) : x * random.normal();
      if (!Number.isFinite(y)) continue;
      const [a, b] = [toDyadic(x), toDyadic(y)];
      if (toNumber(addDyadic(a, b)) !== x + y) wrong.push(["+", x, y]);
      if (toNumber(multiplyDyadic(a, b)) !== x * y) wrong.push(["*", x, y]);
    }

    expect(wrong).toEqual([]);
  });

  it("round products that are subnormal once, not twice (seed 4)", () => {
    const random = createRandom(4);
    const wrong: unknown[] = [];
    for (let i = 0; i < CASES; i += 1) {
      const x = random.normal() * 2 ** -random.integer(200);
      const y = (2 ** (-1021 - random.integer(55)) / x) * random.normal();
      if (!(x !== 0 && Number.isFinite(y))) continue;
      if (toNumber(multiplyDyadic(toDyadic(x), toDyadic(y))) !== x * y) wrong.push([x, y]);
    }

    expect(wrong).toEqual([]);
  });

  it("cancel to the one zero", () => {
    expect(addDyadic(toDyadic(0.1), toDyadic(-0.1))).toEqual(toDyadic(0));
    expect(multiplyDyadic(toDyadic(0), toDyadic(0.1))).toEqual(toDyadic(0));
  });
});

describe("toNumber", () => {
  it.each([
    { name: "2^53 + 1 down to even", mantissa: 2n ** 53n + 1n, exponent: 0, value: 2 ** 53 },
    { name: "2^53 + 3 up to even", mantissa: 2n ** 53n + 3n, exponent: 0, value: 2 ** 53 + 4 },
    {
      name: "a hair above a tie up, though the hair is 200 bits away",
      mantissa: ((2n ** 53n + 1n) << 200n) + 1n,
      exponent: -200,
      value: 2 ** 53 + 2,
    },
    { name: "half the least subnormal down to 0", mantissa: 1n, exponent: -1075, value: 0 },
    { name: "3/2 of it up to even", mantissa: 3n, exponent: -1075, value: 2 * LEAST },
    {
      name: "a hair above half of it up to it, though 53 bits round to half",
      mantissa: 2n ** 60n + 1n,
      exponent: -1135,
      value: LEAST,
    },
    {
      name: "a hair below 3/2 of it down, though 53 bits round to 3/2",
      mantissa: 3n * 2n ** 60n - 1n,
      exponent: -1135,
      value: LEAST,
    },
    { name: "what is far below the range to 0", mantissa: 1n, exponent: -100_000, value: 0 },
    {
      name: "the greatest float64 to itself",
      mantissa: 2n ** 53n - 1n,
      exponent: 971,
      value: Number.MAX_VALUE,
    },
    {
      name: "less than half a unit above it down to it",
      mantissa: 2n ** 55n - 3n,
      exponent: 969,
      value: Number.MAX_VALUE,
    },
    {
      name: "half a unit above it to infinity",
      mantissa: 2n ** 54n - 1n,
      exponent: 970,
      value: Number.POSITIVE_INFINITY,
    },
    {
      name: "what is far above the range to infinity",
      mantissa: 1n,
      exponent: 100_000,
      value: Number.POSITIVE_INFINITY,
    },
  ])("rounds $name", ({ mantissa, exponent, value }) => {
    expect(toNumber({ mantissa, exponent })).toBe(value);
    expect(toNumber({ mantissa: -mantissa, exponent })).toBe(value === 0 ? 0 : -value);
  });

  it("is nearest of all float64, ties to even, half of the cases near a tie (seed 5)", () => {
    const random = createRandom(5);
    const wrong: unknown[] = [];
    for (let i = 0; i < CASES; i += 1) {
      const { mantissa, exponent } = i % 2 === 0 ? anywhere(random) : nearTie(random);
      const exactly = toRational({ mantissa, exponent });
      if (!isNearest(toNumber({ mantissa, exponent }), exactly)) wrong.push([mantissa, exponent]);
    }

    expect(wrong).toEqual([]);
  });
});

/** A value of up to 200 bits, from far below the range to far above it. */
function anywhere(random: Random): Dyadic {
  return {
    mantissa: randomBits(random, 1 + random.integer(200)) | 1n,
    exponent: random.integer(2400) - 1300,
  };
}

/** A value half way between two neighbours, or up to 100 bits beside it; half of them subnormal. */
function nearTie(random: Random): Dyadic {
  const isSubnormal = random.integer(2) === 0;
  const numKept = isSubnormal ? random.integer(53) : 53;
  const head = numKept === 0 ? 0n : randomBits(random, numKept) | (1n << BigInt(numKept - 1));
  const cut = 2 + random.integer(100);
  const exponent = isSubnormal ? -1074 - cut : random.integer(2000) - 1000;
  const beside = BigInt(random.integer(3) - 1);
  return { mantissa: (head << BigInt(cut)) + (1n << BigInt(cut - 1)) + beside, exponent };
}

/** Checks a rounding by its definition: nearer than both neighbours, or as near and even. */
function isNearest(rounded: number, exactly: Rational): boolean {
  if (rounded === Number.POSITIVE_INFINITY) {
    return compare(exactly, [2n ** 1024n - 2n ** 970n, 1n]) >= 0;
  }
  const distanceTo = (other: number): Rational => {
    const [numerator, denominator] = sumOf(exactly, productOf(rationalOf(other), [-1n, 1n]));
    return [numerator < 0n ? -numerator : numerator, denominator];
  };
  const up = nextUp(rounded);
  const neighbours = [
    ...(rounded > 0 ? [nextDown(rounded)] : []),
    ...(Number.isFinite(up) ? [up] : []),
  ];
  return neighbours.every((other) => {
    const order = compare(distanceTo(rounded), distanceTo(other));
    return order < 0 || (order === 0 && isEven(rounded));
  });
}

describe("exact", () => {
  it("adds what float64 loses", () => {
    const matrix = SparseMatrix.fromRows([[2 ** 60, 1, -(2 ** 60)]]);
    const out = exact.from([0]);

    const prepared = { matrix, values: exact.from(matrix.values) };
    exact.affine(out, prepared, exact.from([1, 1, 1]), exact.from([2 ** -60]));

    expect(exact.toNumbers(out)).toEqual([1]); // 1 + 2^-60
    expect(out[0]).toEqual(addDyadic(toDyadic(1), toDyadic(2 ** -60)));
  });

  it("takes the greater of 0, products of halves, and parts", () => {
    const x = exact.from([-0.5, 0.25, 3, -4]);
    const [positive, products, part] = [
      exact.from(x.map(() => 0)),
      exact.from([0, 0]),
      exact.from([9, 9]),
    ];

    exact.relu(positive, x);
    exact.multiplyHalves(products, x);
    exact.copy(part, 1, x, 2, 3);

    expect(exact.toNumbers(positive)).toEqual([0, 0.25, 3, 0]);
    expect(exact.toNumbers(products)).toEqual([-1.5, -1]);
    expect(exact.toNumbers(part)).toEqual([9, 3]);
  });
});
