import { describe, expect, it } from "vitest";
import { derangement } from "../../../src/fit/sampling/derangement.ts";

describe("derangement", () => {
  it("swaps two labels", () => {
    const map = { Pineapple: "negative", Bayesian: "positive" };
    expect(derangement(map, ["negative", "positive"])).toEqual({
      Pineapple: "positive",
      Bayesian: "negative",
    });
  });

  it.each([
    { name: "a bijection of three", labelOf: { u: "x", v: "y", w: "z" }, labels: ["x", "y", "z"] },
    { name: "two values of three labels", labelOf: { u: "x", v: "y" }, labels: ["x", "y", "z"] },
    { name: "values of one label", labelOf: { u: "x", v: "x" }, labels: ["x", "y"] },
  ])("has no fixed point for $name", ({ labelOf, labels }) => {
    const deranged = derangement(labelOf, labels);
    for (const [value, label] of Object.entries(labelOf)) {
      expect(deranged[value]).not.toBe(label);
      expect(labels).toContain(deranged[value]);
    }
  });

  it("rejects a label that is not listed", () => {
    expect(() => derangement({ u: "q" }, ["x", "y"])).toThrow("label of u must be one of x, y");
  });
});
