import { describe, expect, it } from "vitest";
import {
  createAssociation,
  labelDistribution,
  labelGivenSpurious,
  spuriousGivenLabel,
} from "../../../src/fit/sampling/association.ts";

const labels = ["x", "y", "z"];
const bijection = { u: "x", v: "y", w: "z" };

describe("labelGivenSpurious", () => {
  it("is rho for the value's label and shares the rest over the others", () => {
    const association = { labels, labelOf: bijection, rho: 0.8 };
    expect(labelGivenSpurious(association, "x", "u")).toBe(0.8);
    expect(labelGivenSpurious(association, "y", "u")).toBeCloseTo(0.1, 12);
  });
});

describe("labelDistribution", () => {
  it.each([0, 0.1, 1 / 3, 0.9, 1])("is uniform under a bijection at rho %f", (rho) => {
    const distribution = labelDistribution({ labels, labelOf: bijection, rho });
    for (const label of labels) expect(distribution[label]).toBeCloseTo(1 / 3, 12);
  });

  it("counts the values tied to a label", () => {
    // (1/2) [n rho + (2 - n) (1 - rho) / 2] with n = 1, 1, 0 at rho 0.9
    const distribution = labelDistribution({ labels, labelOf: { u: "x", v: "y" }, rho: 0.9 });
    expect(distribution["x"]).toBeCloseTo(0.475, 12);
    expect(distribution["z"]).toBeCloseTo(0.05, 12);
  });
});

describe("spuriousGivenLabel", () => {
  it("equals the label's distribution given the value under a bijection", () => {
    const association = { labels, labelOf: bijection, rho: 0.7 };
    for (const [value, share] of Object.entries(spuriousGivenLabel(association, "y"))) {
      expect(share).toBeCloseTo(labelGivenSpurious(association, "y", value), 12);
    }
  });

  it("is uniform at rho 1 / N whatever the map", () => {
    const labelOf = { u: "x", v: "x", w: "z" };
    const shares = Object.values(spuriousGivenLabel({ labels, labelOf, rho: 1 / 3 }, "x"));
    for (const share of shares) expect(share).toBeCloseTo(1 / 3, 12);
  });

  it("rejects a label that never occurs", () => {
    const association = { labels, labelOf: { u: "x", v: "y" }, rho: 1 };
    expect(() => spuriousGivenLabel(association, "z")).toThrow('"z" must occur at rho 1');
  });
});

describe("createAssociation", () => {
  it.each([
    { labels, labelOf: bijection, rho: 1.1, message: "rho must be >= 0 and <= 1, got 1.1" },
    { labels, labelOf: { u: "q" }, rho: 0.5, message: "label of u must be one of x, y, z" },
    { labels, labelOf: {}, rho: 0.5, message: "number of values must be >= 1" },
    { labels: ["x"], labelOf: { u: "x" }, rho: 0.5, message: "number of labels must be >= 2" },
  ])("requires: $message", ({ message, ...association }) => {
    expect(() => createAssociation(association)).toThrow(message);
  });
});
