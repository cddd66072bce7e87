import { describe, expect, it } from "vitest";
import { ConfigError, createRandom } from "../../src/core/index.ts";

const COUNT = 100_000;

function moments(values: readonly number[]) {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length;
  return { mean, variance };
}

describe("createRandom", () => {
  it("draws the same numbers for the same seed (7)", () => {
    const draw = () => {
      const random = createRandom(7);
      return [random.uniform(), random.normal(), random.integer(10), ...random.permutation(5)];
    };

    expect(draw()).toEqual(draw());
  });

  it("draws unrelated numbers for neighbouring seeds (0..99)", () => {
    const first = Array.from({ length: 100 }, (_, seed) => createRandom(seed).uniform());

    const { mean, variance } = moments(first);
    expect(mean).toBeAllclose(0.5, { atol: 0.15 }); // 5 standard errors of 100 draws
    expect(variance).toBeAllclose(1 / 12, { atol: 0.03 });
  });

  it("has uniform numbers with mean 1/2 and variance 1/12 (seed 1)", () => {
    const random = createRandom(1);
    const values = Array.from({ length: COUNT }, () => random.uniform());

    const { mean, variance } = moments(values);
    expect(mean).toBeAllclose(0.5, { atol: 0.005 }); // 5 standard errors
    expect(variance).toBeAllclose(1 / 12, { atol: 0.002 });
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  });

  it("has normal numbers with the mean and standard deviation asked for (seed 2)", () => {
    const random = createRandom(2);
    const values = Array.from({ length: COUNT }, () => random.normal(3, 2));

    const { mean, variance } = moments(values);
    expect(mean).toBeAllclose(3, { atol: 0.03 });
    expect(variance).toBeAllclose(4, { atol: 0.1 });
  });

  it("permutes: every number once (seed 3)", () => {
    const order = createRandom(3).permutation(100);

    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it("shuffles every value to every place equally often (seed 4)", () => {
    const random = createRandom(4);
    const places = [0, 0, 0, 0];
    for (let i = 0; i < 4000; i += 1) {
      const place = random.shuffle("abcd").indexOf("a");
      places[place]! += 1;
    }

    expect(places).toBeAllclose([1000, 1000, 1000, 1000], { atol: 140 }); // 5 standard deviations
  });

  it("forks by label alone, whatever was drawn before", () => {
    const fresh = createRandom(5);
    const used = createRandom(5);
    used.normal();

    expect(used.fork("data").uniform()).toBe(fresh.fork("data").uniform());
    expect(fresh.fork("data").uniform()).not.toBe(fresh.fork("weights").uniform());
  });

  it("refuses a seed that is no integer, and an empty range", () => {
    expect(() => createRandom(0.5)).toThrow(ConfigError);
    expect(() => createRandom(0).integer(0)).toThrow(
      "integer: count must be an integer >= 1, got 0",
    );
  });
});
