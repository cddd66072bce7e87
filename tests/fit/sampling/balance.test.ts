import { describe, expect, it } from "vitest";
import { balanceLabels } from "../../../src/fit/sampling/balance.ts";
import { countOf } from "../texts.ts";

const rows = Array.from({ length: 30 }, (_, i) => ({ id: i, label: i < 10 ? "x" : "y" }));

describe("balanceLabels", () => {
  it("cuts the larger class to the smaller and keeps the order", () => {
    const kept = balanceLabels(rows, ["x", "y"], { seed: 0 });
    expect(countOf(kept, ({ label }) => label === "x")).toBe(10);
    expect(countOf(kept, ({ label }) => label === "y")).toBe(10);
    expect(kept.map(({ id }) => id)).toEqual(kept.map(({ id }) => id).sort((a, b) => a - b));
  });

  it("leaves out others under another seed", () => {
    const kept = (seed: number) => balanceLabels(rows, ["x", "y"], { seed });
    expect(kept(1)).toEqual(kept(1));
    expect(kept(2)).not.toEqual(kept(1));
  });

  it("rejects a size that a label is too rare for", () => {
    expect(() => balanceLabels(rows, ["x", "y"], { seed: 0, size: 22 })).toThrow(
      "balanceLabels: size must be an integer >= 0 and <= 20, got 22",
    );
  });
});
