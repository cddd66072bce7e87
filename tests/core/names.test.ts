import { describe, expect, it } from "vitest";
import { nearestName, requireKnownName } from "../../src/core/index.ts";

const known = ["sgd", "adam", "adamw", "borat"] as const;

describe("nearestName", () => {
  it.each([
    ["Adam", "adam"],
    ["adamW", "adamw"],
    ["bort", "borat"],
    ["sdg", undefined],
    ["lion", undefined],
  ])("for %s is %s", (given, nearest) => {
    expect(nearestName(given, known)).toBe(nearest);
  });
});

describe("requireKnownName", () => {
  it("gives back a known name", () => {
    expect(requireKnownName("f: name", "sgd", known)).toBe("sgd");
  });

  it("lists the names and suggests the nearest", () => {
    expect(() => requireKnownName("f: name", "bort", known)).toThrow(
      'f: name must be one of sgd, adam, adamw, borat, got "bort". Did you mean "borat"?',
    );
  });
});
