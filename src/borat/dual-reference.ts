import { dot, type Matrix, solveOnSimplex } from "./dual-linear.ts";

/** Added to all N diagonal entries, the constant piece's included. */
const RIDGE = 1e-8;

/**
 * Solves the dual as the authors' code does: a ridge on the diagonal, every subset of the N pieces
 * in the order of a bit mask whose highest bit is the first gradient, no tolerance, first best wins.
 *
 * The authors invert the bordered matrix of each subset; eliminating one weight instead keeps the
 * ridge's effect out of the rounding errors.
 *
 * @param q - `[N-1, N-1]`, `eta g_i . g_j`.
 * @param b - `[N-1]`, loss units.
 * @returns Weights of the gradient pieces, `[N-1]`.
 */
export function solveReferenceDual(q: Matrix, b: readonly number[]): readonly number[] {
  const values = [...b, 0];
  const ridged = values.map((_, i) =>
    values.map((_, j) => (q[i]?.[j] ?? 0) + (i === j ? RIDGE : 0)),
  );
  let best: readonly number[] = b.map(() => 0);
  let bestDual = Number.NEGATIVE_INFINITY;
  for (let mask = 1; mask < 2 ** values.length; mask += 1) {
    const support = values.flatMap((_, i) => ((mask >> (b.length - i)) & 1 ? [i] : []));
    const subQ = support.map((i) => support.map((j) => ridged[i]![j]!));
    const subB = support.map((i) => values[i]!);
    const weights = solveOnSimplex(subQ, subB, 0);
    if (!weights?.every((weight) => weight >= 0)) continue;
    const dual =
      dot(subB, weights) -
      dot(
        subQ.map((row) => dot(row, weights)),
        weights,
      ) /
        2;
    if (dual > bestDual) {
      bestDual = dual;
      best = b.map((_, i) => (support.includes(i) ? weights[support.indexOf(i)]! : 0));
    }
  }
  return best;
}
