import { describe, expect, it } from "vitest";
import { solveBundle } from "../../src/borat/index.ts";
import { type GoldenDual, readDuals } from "./golden-files.ts";
import { bundleOf, padWithZeros } from "./random-bundles.ts";

/** `-eta sum_i alpha_i g_i`. */
function stepOf({ eta, grads }: GoldenDual, alpha: readonly number[]): number[] {
  return grads[0]!.map((_, k) =>
    grads.reduce((total, gradient, i) => total - eta * alpha[i]! * gradient[k]!, 0),
  );
}

function solve(golden: GoldenDual, mode: "exact" | "reference") {
  return solveBundle(golden.gram, golden.b.slice(0, -1), golden.eta, mode);
}

/** With pieces equal to the constant up to 9, which the active set solves. */
function solveByActiveSet({ id, grads, b, eta }: GoldenDual) {
  const padded = padWithZeros(bundleOf(id, grads.slice(0, b.length - 1), b.slice(0, -1), eta), 8);
  return solveBundle(padded.gram, padded.b, eta);
}

describe("solveBundle on the golden dual problems", () => {
  describe.each([
    { method: "by enumeration", solveExactly: (golden: GoldenDual) => solve(golden, "exact") },
    { method: "by the active set", solveExactly: solveByActiveSet },
  ])("$method", ({ solveExactly }) => {
    it.each(readDuals())("$id: has the exact step and value", (golden) => {
      const { alpha, dual, modelValue, kkt } = solveExactly(golden);

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
        const gradientPieces = golden.b.length - 1;
        const expected = golden.exact.alpha.slice(0, gradientPieces);

        expect(solveExactly(golden).alpha.slice(0, gradientPieces)).toBeAllclose(expected, {
          rtol: 0,
          atol: 1e-6,
        });
      },
    );
  });

  it.each(readDuals())("$id: has the reference's weights in its mode", (golden) => {
    const { alpha } = solve(golden, "reference");

    expect(alpha).toBeAllclose(golden.reference.alpha, { rtol: 0, atol: 1e-6 });
  });
});
