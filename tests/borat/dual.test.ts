import { describe, expect, it } from "vitest";
import { solveBundle, solveThreePieces, solveTwoPieces } from "../../src/borat/index.ts";
import { ConfigError, NumericsError, ShapeError } from "../../src/core/index.ts";
import { bundleOf, combine, primal, smallBundles, sum } from "./random-bundles.ts";

const bundles = smallBundles(200);

describe("solveBundle", () => {
  it.each(bundles)("stays on the simplex: $name", ({ gram, b, eta }) => {
    const { alpha } = solveBundle(gram, b, eta);

    expect(Math.min(...alpha)).toBeGreaterThanOrEqual(0);
    expect(sum(alpha)).toBeAllclose(1, { rtol: 1e-12 });
  });

  it.each(bundles)("certifies its optimum: $name", (bundle) => {
    const { alpha, dual, kkt } = solveBundle(bundle.gram, bundle.b, bundle.eta);

    const scale = Math.max(...bundle.gram.map((row, i) => bundle.eta * row[i]!));
    expect(kkt).toBeLessThanOrEqual(1e-9);
    expect(dual).toBeGreaterThanOrEqual(0);
    expect(primal(bundle, alpha)).toBeAllclose(dual, { rtol: 1e-9, atol: 1e-9 * scale });
  });

  it.each(bundles)("permutes its weights with the pieces, up to ties: $name", (bundle) => {
    const reversed = bundleOf(
      bundle.name,
      bundle.grads.toReversed(),
      bundle.b.toReversed(),
      bundle.eta,
    );

    const { alpha, dual } = solveBundle(bundle.gram, bundle.b, bundle.eta);
    const other = solveBundle(reversed.gram, reversed.b, reversed.eta);

    const expected = combine(bundle, alpha);
    const largest = Math.max(...bundle.grads.flat().map(Math.abs));
    expect(combine(reversed, other.alpha)).toBeAllclose(expected, {
      rtol: 1e-6,
      atol: 1e-6 * largest,
    });
    expect(other.dual).toBeAllclose(dual, { rtol: 1e-9, atol: 1e-12 * largest * largest });
  });

  it.each(bundles)("has the same weights when gram and b are scaled by 8: $name", (bundle) => {
    // A power of two, so that no rounding differs.
    const gram = bundle.gram.map((row) => row.map((entry) => 8 * entry));
    const b = bundle.b.map((entry) => 8 * entry);

    const { alpha } = solveBundle(bundle.gram, bundle.b, bundle.eta);

    expect(solveBundle(gram, b, bundle.eta).alpha).toBeAllclose(alpha, {
      rtol: 1e-12,
      atol: 1e-12,
    });
  });

  it.each(bundles)("never loses value with one piece more: $name", ({ gram, b, eta }) => {
    const values = b.map((_, n) => {
      const size = n + 1;
      const leading = gram.slice(0, size).map((row) => row.slice(0, size));
      return solveBundle(leading, b.slice(0, size), eta).dual;
    });

    for (const [n, value] of values.entries()) {
      const previous = values[n - 1] ?? 0;
      expect(value).toBeGreaterThanOrEqual(previous * (1 - 1e-9));
    }
  });

  it.each(bundles.filter(({ b }) => b.length === 1))(
    "is ALI-G's clipped step for two pieces: $name",
    ({ gram, b, eta }) => {
      const expected = solveTwoPieces(b[0]!, eta * gram[0]![0]!);

      expect(solveBundle(gram, b, eta).alpha).toBeAllclose(expected, { rtol: 1e-9, atol: 1e-12 });
    },
  );

  it.each(bundles.filter(({ b }) => b.length === 2))(
    "agrees with the closed form for three pieces: $name",
    (bundle) => {
      const { gram, b, eta } = bundle;
      const q = { q11: eta * gram[0]![0]!, q12: eta * gram[0]![1]!, q22: eta * gram[1]![1]! };
      const closed = solveThreePieces(q, [b[0]!, b[1]!]);
      const { dual } = solveBundle(gram, b, eta);

      expect(sum(closed)).toBeAllclose(1);
      expect(primal(bundle, closed)).toBeAllclose(dual, {
        rtol: 1e-6,
        atol: 1e-9 * Math.max(q.q11, q.q22),
      });
    },
  );

  it("gives a duplicated gradient the step of one", () => {
    const one = solveBundle([[2]], [1], 0.7);
    const three = solveBundle(
      [2, 2, 2].map(() => [2, 2, 2]),
      [1, 1, 1],
      0.7,
    );

    expect(sum(three.alpha.slice(0, -1))).toBeAllclose(one.alpha[0]!, { rtol: 1e-12 });
    expect(three.dual).toBeAllclose(one.dual, { rtol: 1e-12 });
  });

  it("puts all weight on the constant when every piece is zero", () => {
    expect(solveBundle([[0]], [0], 1)).toEqual({ alpha: [0, 1], dual: 0, modelValue: 0, kkt: 0 });
  });

  it("takes Polyak's step also where the loss is tiny beside eta ||g||^2", () => {
    expect(solveBundle([[1]], [1e-12], 1).alpha[0]).toBeAllclose(1e-12, { atol: 0 });
  });

  it("is the worst minibatch's gradient step for tiny eta", () => {
    const { alpha } = solveBundle(
      [
        [1, 0.2],
        [0.2, 1],
      ],
      [0.5, 0.9],
      1e-9,
    );

    expect(alpha).toBeAllclose([0, 1, 0], { atol: 1e-12 });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("refuses %d", (value) => {
    expect(() => solveBundle([[value]], [1], 1)).toThrow(NumericsError);
    expect(() => solveBundle([[1]], [value], 1)).toThrow(NumericsError);
  });

  it("refuses what is no bundle", () => {
    expect(() => solveBundle([[1]], [1], 0)).toThrow("solveBundle: eta must be > 0, got 0");
    expect(() => solveBundle([[1, 2]], [1], 1)).toThrow(ShapeError);
    expect(() => solveBundle([[-1]], [1], 1)).toThrow(ConfigError);
    expect(() => solveBundle([], [], 1)).toThrow(ConfigError);
    const nine = Array.from({ length: 9 }, () => 1);
    const gram = nine.map(() => nine);
    expect(() => solveBundle(gram, nine, 1, "reference")).toThrow(
      "solveBundle: number of pieces of the reference's dual must be an integer >= 2 and <= 8, got 10",
    );
  });
});
