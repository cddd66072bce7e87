import { describe, expect, it } from "vitest";
import { solveBundle } from "../../src/borat/index.ts";
import {
  bundleOf,
  combine,
  largeBundles,
  padWithZeros,
  primal,
  smallBundles,
  sum,
} from "./random-bundles.ts";

const bundles = largeBundles(240);
/** Gradient pieces from which on the active set is used. */
const SIZE = 8;

describe("solveBundle above 8 pieces", () => {
  it.each(bundles)("certifies its optimum: $name", (bundle) => {
    const { alpha, dual, kkt } = solveBundle(bundle.gram, bundle.b, bundle.eta);

    const largest = Math.max(...bundle.gram.map((row, i) => bundle.eta * row[i]!), ...bundle.b);
    expect(Math.min(...alpha)).toBeGreaterThanOrEqual(0);
    expect(sum(alpha)).toBeAllclose(1, { rtol: 1e-12 });
    expect(kkt).toBeLessThanOrEqual(1e-9);
    expect(dual).toBeGreaterThanOrEqual(0);
    expect(primal(bundle, alpha)).toBeAllclose(dual, { rtol: 1e-9, atol: 1e-9 * largest });
  });

  it.each(bundles.slice(0, 40))("never loses value with one piece more: $name", (bundle) => {
    const { gram, b, eta } = bundle;
    let previous = 0;
    for (let size = 1; size <= b.length; size += 1) {
      const leading = gram.slice(0, size).map((row) => row.slice(0, size));
      const { dual } = solveBundle(leading, b.slice(0, size), eta);
      expect(dual).toBeGreaterThanOrEqual(previous * (1 - 1e-9));
      previous = dual;
    }
  });

  it.each(smallBundles(200))("agrees with the enumeration: $name", (bundle) => {
    const padded = padWithZeros(bundle, SIZE);
    const expected = solveBundle(bundle.gram, bundle.b, bundle.eta);

    const { alpha, dual } = solveBundle(padded.gram, padded.b, padded.eta);

    const longest = Math.max(...bundle.grads.flat().map(Math.abs));
    expect(combine(padded, alpha)).toBeAllclose(combine(bundle, expected.alpha), {
      rtol: 1e-9,
      atol: 1e-9 * longest,
    });
    expect(dual).toBeAllclose(expected.dual, { rtol: 1e-12, atol: 1e-15 * longest * longest });
  });

  it.each(bundles)("ends where float32 made the inner products indefinite: $name", (bundle) => {
    const gram = bundle.gram.map((row) => row.map(Math.fround));

    const { alpha, kkt } = solveBundle(gram, bundle.b, bundle.eta);

    expect(Math.min(...alpha)).toBeGreaterThanOrEqual(0);
    expect(sum(alpha)).toBeAllclose(1, { rtol: 1e-12 });
    expect(kkt).toBeLessThanOrEqual(1e-9);
  });

  it("takes Polyak's step also where the loss is tiny beside eta ||g||^2", () => {
    const { gram, b } = padWithZeros(bundleOf("one", [[1]], [1e-12], 1), SIZE);

    expect(solveBundle(gram, b, 1).alpha[0]).toBeAllclose(1e-12, { atol: 0 });
  });

  it("puts all weight on the constant when every piece is zero", () => {
    const { gram, b } = padWithZeros(bundleOf("zero", [[0]], [0], 1), SIZE);

    expect(solveBundle(gram, b, 1)).toMatchObject({ dual: 0, modelValue: 0, kkt: 0 });
  });

  it("gives a gradient that every piece has the step of one", () => {
    const grads = Array.from({ length: 39 }, () => [1, 1]);
    const { gram, b } = bundleOf("equal", grads, Array(39).fill(1), 0.7);

    const { alpha, dual } = solveBundle(gram, b, 0.7);

    const one = solveBundle([[2]], [1], 0.7);
    expect(sum(alpha.slice(0, -1))).toBeAllclose(one.alpha[0]!, { rtol: 1e-12 });
    expect(dual).toBeAllclose(one.dual, { rtol: 1e-12 });
  });
});
