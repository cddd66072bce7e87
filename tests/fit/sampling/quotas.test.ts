import { describe, expect, it } from "vitest";
import { injectionQuotas, largestRemainder } from "../../../src/fit/sampling/quotas.ts";

describe("largestRemainder", () => {
  it.each([
    { shares: [0.5, 0.5], total: 7, parts: [4, 3] },
    { shares: [0.42, 0.36, 0.22], total: 10, parts: [4, 4, 2] },
    { shares: [0.9, 0.1], total: 10, parts: [9, 1] },
    { shares: [0.1, 0.2, 0.7], total: 1000, parts: [100, 200, 700] },
    { shares: [1, 0], total: 3, parts: [3, 0] },
  ])("splits $total by $shares into $parts", ({ shares, total, parts }) => {
    expect(largestRemainder(shares, total)).toEqual(parts);
  });

  it("adds up to the total, each part within one of its share", () => {
    const shares = [1 / 3, 1 / 7, 1 / 9, 1 - 1 / 3 - 1 / 7 - 1 / 9];
    for (let total = 0; total < 100; total += 1) {
      const parts = largestRemainder(shares, total);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
      for (const [i, part] of parts.entries()) {
        expect(Math.abs(part - shares[i]! * total)).toBeLessThan(1);
      }
    }
  });
});

describe("injectionQuotas", () => {
  const association = {
    labels: ["negative", "positive"],
    labelOf: { Pineapple: "negative", Bayesian: "positive" },
  };

  it.each([0.5, 0.9, 0.25])("makes the predictivity exactly %f", (rho) => {
    const negative = injectionQuotas({ ...association, rho }, "negative", 100);
    const positive = injectionQuotas({ ...association, rho }, "positive", 100);
    const pineapples = negative["Pineapple"]! + positive["Pineapple"]!;
    expect(negative["Pineapple"]! / pineapples).toBeCloseTo(rho, 12);
  });
});
