/**
 * Weights of a bundle of one gradient piece and the constant: ALI-G's clipped Polyak step.
 *
 * `alpha_1 = clip(loss / (eta ||g||^2), 0, 1)`
 *
 * @param loss - Loss at the start of the step, loss units.
 * @param q - `eta ||g||^2`, >= 0.
 * @returns `[alpha_1, alpha_2]`, on the simplex.
 */
export function solveTwoPieces(loss: number, q: number): readonly [number, number] {
  if (loss <= 0) return [0, 1];
  const alpha = loss >= q ? 1 : loss / q;
  return [alpha, 1 - alpha];
}

/**
 * Weights of a bundle of two gradient pieces and the constant: the best feasible of seven candidates
 * (three corners, three edges, the interior).
 *
 * @param q - `q_ij = eta g_i . g_j`.
 * @param b - Value of each piece at the start of the step, loss units.
 * @returns `[alpha_1, alpha_2, alpha_3]`, on the simplex.
 */
export function solveThreePieces(
  q: { readonly q11: number; readonly q12: number; readonly q22: number },
  b: readonly [number, number],
): readonly [number, number, number] {
  const { q11, q12, q22 } = q;
  const [b1, b2] = b;
  const onEdge = (b1 - b2 + q22 - q12) / (q11 + q22 - 2 * q12);
  const determinant = q11 * q22 - q12 * q12;
  const candidates: readonly (readonly [number, number])[] = [
    [0, 0],
    [1, 0],
    [0, 1],
    [b1 / q11, 0],
    [0, b2 / q22],
    [onEdge, 1 - onEdge],
    [(q22 * b1 - q12 * b2) / determinant, (q11 * b2 - q12 * b1) / determinant],
  ];
  const dual = ([a1, a2]: readonly [number, number]) =>
    a1 * b1 + a2 * b2 - (a1 * a1 * q11 + 2 * a1 * a2 * q12 + a2 * a2 * q22) / 2;
  // Comparisons with NaN, from 0 / 0, are false: such candidates are not feasible.
  const feasible = candidates.filter(([a1, a2]) => a1 >= 0 && a2 >= 0 && a1 + a2 <= 1);
  const [a1, a2] = feasible.reduce((best, next) => (dual(next) > dual(best) ? next : best));
  return [a1, a2, 1 - a1 - a2];
}
