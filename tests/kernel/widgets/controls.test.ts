import { describe, expect, expectTypeOf, it } from "vitest";
import { dropdown, slider } from "../../../kernel/widgets/index.ts";

describe("slider", () => {
  it("begins at its least value, in steps of a hundredth", () => {
    const state = { min: 1, max: 3, step: 0.02, value: 1, label: "" };
    expect(slider({ min: 1, max: 3 }).state).toEqual(state);
  });

  it.each([
    [{ min: 1, max: 1 }, "slider: max must be > min, got 1 to 1"],
    [{ min: 0, max: 1, step: 0 }, "slider: step must be > 0, got 0"],
    [{ min: 0, max: 1, value: 2 }, "slider: value must be in 0 to 1, got 2"],
    [{ min: 0, max: 1, value: Number.NaN }, "slider: value must be in 0 to 1, got NaN"],
  ])("refuses %o", (options, message) => {
    expect(() => slider(options)).toThrow(message);
  });
});

describe("dropdown", () => {
  it("begins with its first option, typed as one of them", () => {
    const method = dropdown({ options: ["sgd", "adam"] });
    expectTypeOf(method.get("value")).toEqualTypeOf<"sgd" | "adam">();
    expect(method.get("value")).toBe("sgd");
  });

  it("refuses what is no option", () => {
    const options: readonly number[] = [1, 2];
    expect(() => dropdown({ options, value: 3 })).toThrow(
      "dropdown: value must be an option (one of 1, 2), got 3",
    );
    expect(() => dropdown({ options: [] })).toThrow("(at least one), got undefined");
  });
});
