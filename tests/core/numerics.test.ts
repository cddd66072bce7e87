import { describe, expect, it } from "vitest";
import { assertFinite, NumericsError, requireInRange, scoped, tf } from "../../src/core/index.ts";

describe("assertFinite", () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "names the tensor and the step when it holds %d",
    (value) => {
      const failure = scoped(() => {
        const tensor = tf.tensor1d([1, value, 2]);
        try {
          assertFinite(tensor, "logits", 12);
        } catch (error) {
          return error;
        }
        return undefined;
      });

      expect(failure).toBeInstanceOf(NumericsError);
      expect(failure).toMatchObject({ tensor: "logits", step: 12 });
    },
  );

  it("accepts finite tensors and numbers, and leaks nothing", () => {
    const before = tf.memory().numTensors;

    scoped(() => assertFinite(tf.tensor2d([[1, -1e38]]), "weights"));
    assertFinite(0, "loss");

    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("requireInRange", () => {
  it.each([
    { value: 0, range: { above: 0 }, bounds: "> 0" },
    { value: 1, range: { min: 0, below: 1 }, bounds: ">= 0 and < 1" },
    { value: Number.NaN, range: { max: 2 }, bounds: "<= 2" },
    { value: 2.5, range: { min: 2, integer: true }, bounds: "an integer >= 2" },
  ])("refuses $value where $bounds is required", ({ value, range, bounds }) => {
    expect(() => requireInRange("f: x", value, range)).toThrow(
      `f: x must be ${bounds}, got ${value}`,
    );
  });

  it("accepts the included bounds", () => {
    expect(() => requireInRange("f: x", 2, { min: 2, max: 2 })).not.toThrow();
  });
});
