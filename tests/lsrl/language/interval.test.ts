import { describe, expect, it } from "vitest";
import { productBounds, scaleBounds } from "../../../src/lsrl/language/index.ts";

const { POSITIVE_INFINITY: infinity } = Number;

describe("interval arithmetic", () => {
  it("turns the ends around for a negative factor", () => {
    expect(scaleBounds(-2, { min: 1, max: 3 })).toEqual({ min: -6, max: -2 });
  });

  it("takes nothing times unbounded for nothing", () => {
    expect(productBounds({ min: 0, max: 0 }, { min: -infinity, max: infinity })).toEqual({
      min: 0,
      max: 0,
    });
  });

  it("finds the ends of a product at its corners", () => {
    expect(productBounds({ min: -2, max: 3 }, { min: -5, max: 4 })).toEqual({ min: -15, max: 12 });
  });
});
