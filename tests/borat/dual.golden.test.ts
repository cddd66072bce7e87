import { describe, expect, it } from "vitest";
import { solveBundle } from "../../src/borat/index.ts";
import { type GoldenDual, readDuals } from "./golden-files.ts";

/** `-eta sum_i alpha_i g_i`. */
function stepOf({ eta, grads }: GoldenDual, alpha: readonly number[]): number[] {
  return grads[0]!.map((_, k) =>
    grads.reduce((total, gradient, i) => total - eta * alpha[i]! * gradient[k]!, 0),
  );
}

function solve(golden: GoldenDual, mode: "exact" | "reference") {
  return solveBundle(golden.gram, golden.b.slice(0, -1), golden.eta, mode);
}

describe("solveBundle on the golden dual problems", () => {
  it.each(readDuals())("$id: has the exact step and value", (golden) => {
    const { alpha, dual, modelValue, kkt } = solve(golden, "exact");

    const stepScale = Math.max(...golden.exact.step.map(Math.abs));
    const valueScale = Math.max(Math.abs(golden.exact.dual), ...golden.b.map(Math.abs));
    expect(stepOf(golden, alpha)).toBeAllclose(golden.exact.step, {
      rtol: 1e-9,
      atol: 1e-9 * stepScale,
    });
    expect(dual).toBeAllclose(golden.exact.dual, { rtol: 1e-9, atol: 1e-12 * valueScale });
    expect(modelValue).toBeAllclose(golden.exact.model_value, {
      rtol: 1e-9,
      atol: 1e-9 * valueScale,
    });
    expect(kkt).toBeLessThanOrEqual(1e-9);
  });

  it.each(readDuals().filter(({ exact }) => exact.unique))(
    "$id: has the exact weights",
    (golden) => {
      expect(solve(golden, "exact").alpha).toBeAllclose(golden.exact.alpha, {
        rtol: 0,
        atol: 1e-6,
      });
    },
  );

  it.each(readDuals())("$id: has the reference's weights in its mode", (golden) => {
    const { alpha } = solve(golden, "reference");

    expect(alpha).toBeAllclose(golden.reference.alpha, { rtol: 0, atol: 1e-6 });
  });
});
