import { describe, expect, it } from "vitest";
import { tInterval, wilsonInterval } from "../../../src/fit/evaluation/intervals.ts";

describe("wilsonInterval", () => {
  it.each([0.02, 0.5, 0.9, 1])("has bounds whose score test just accepts the share %f", (share) => {
    const count = 100;
    const { low, high } = wilsonInterval(share, count);
    // The bounds solve |share - p| = z sqrt(p (1 - p) / n).
    for (const bound of [low, high]) {
      const spread = 1.959963984540054 * Math.sqrt((bound * (1 - bound)) / count);
      if (bound < 1) expect(Math.abs(share - bound)).toBeCloseTo(spread, 12);
    }
    expect(low).toBeLessThan(share);
  });

  it("stays in [0, 1]", () => {
    expect(wilsonInterval(0, 5).low).toBe(0);
    expect(wilsonInterval(1, 5).high).toBe(1);
  });

  it("rejects an interval of no text", () => {
    expect(() => wilsonInterval(0.5, 0)).toThrow("wilsonInterval: count must be >= 1, got 0");
  });
});

describe("tInterval", () => {
  // Quantiles of Student's distribution as printed in tables.
  it.each([
    { count: 2, quantile: 12.706205 },
    { count: 4, quantile: 3.182446 },
    { count: 11, quantile: 2.228139 },
    { count: 12, quantile: 2.200985 },
    { count: 21, quantile: 2.085963 },
    { count: 121, quantile: 1.97993 },
  ])("uses the quantile $quantile for $count values", ({ count, quantile }) => {
    const values = Array.from({ length: count }, (_, i) => i);
    const mean = (count - 1) / 2;
    // Standard deviation of 0 .. n - 1 is sqrt(n (n + 1) / 12).
    const half = quantile * Math.sqrt((count + 1) / 12);
    const { low, high } = tInterval(values);
    expect((low + high) / 2).toBeCloseTo(mean, 10);
    expect((high - low) / 2 / half).toBeCloseTo(1, 5);
  });

  it("rejects a single value", () => {
    expect(() => tInterval([0.5])).toThrow("tInterval: number of values must be >= 2, got 1");
  });
});
