import { describe, expect, it } from "vitest";
import {
  decayOf,
  readGatedRecurrence,
} from "../../../../src/lsrl/architectures/transformers/rg-lru.ts";

describe("decayOf", () => {
  it.each([
    { a: 0.5, gate: 1 },
    { a: 0.9, gate: 0.5 },
  ])("gives a = $a through a gate of $gate, and the factor of the input", ({ a, gate }) => {
    const parameter = Math.log(Math.expm1(-Math.log(a) / (8 * gate)));

    const decay = decayOf(parameter, gate, "float64");

    expect(decay.a).toBeCloseTo(a, 14);
    expect(decay.inputFactor).toBeCloseTo(Math.sqrt(1 - a * a), 14);
  });

  it("can add up in float32 without loss", () => {
    const eta = 3 * 2 ** -27;
    const parameter = Math.log(Math.expm1(eta / 8));

    expect(decayOf(parameter, 1, "float32")).toEqual({ a: 1, inputFactor: 2 ** -12 });
    expect(decayOf(parameter, 1, "float64").a).toBeCloseTo(1 - eta, 15);
  });
});

describe("readGatedRecurrence", () => {
  const tensor = (shape: readonly number[], ...values: number[]) => ({
    shape,
    data: Float64Array.from(values),
  });
  const weights = {
    "unit.recurrent_param": tensor([1], Math.log(Math.expm1(Math.log(2) / 8))), // a = 1/2
    "unit.input_gate_weight": tensor([1, 1, 1], 0),
    "unit.input_gate_bias": tensor([1, 1], 1000),
    "unit.recurrent_gate_weight": tensor([1, 1, 1], 0),
    "unit.recurrent_gate_bias": tensor([1, 1], 1000),
  };

  it("forgets at position 0, and there takes its input without the factor", () => {
    const unit = readGatedRecurrence(weights, "unit", "float64");
    const step = (value: number, isStart: boolean) => {
      const x = Float64Array.of(value);
      unit.step(x, isStart);
      return x[0];
    };
    const factor = Math.sqrt(3 / 4);

    expect(step(8, false)).toBeCloseTo(8 * factor, 12);
    expect(step(4, false)).toBeCloseTo(8 * factor, 12); // 4 + 4, times the factor
    expect(step(3, true)).toBe(3);
    expect(step(0, false)).toBeCloseTo(1.5, 12);
  });
});
