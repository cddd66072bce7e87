import { assessWeights, type DualMode, type DualSolution, solveBundle } from "./dual.ts";
import type { Matrix } from "./dual-linear.ts";

/**
 * What is known of the linear pieces collected from one base point `w_t`; plain numbers, since the
 * gradients' inner products suffice. `n` counts the gradient pieces, the constant is implied.
 */
export interface Bundle {
  /** Proximal weight of each parameter group, in force since the bundle was opened. */
  readonly etas: readonly number[];
  /** `[n]`, minibatch losses above the lower bound, each at the point of its own piece. */
  readonly losses: readonly number[];
  /** `[groups][n (n + 1) / 2]`, lower triangle of `<g_i, g_j>` over each group, by rows. */
  readonly products: readonly (readonly number[])[];
  /** `[n (n - 1) / 2]`, by rows: weights of the earlier pieces in the move to each piece's point. */
  readonly placements: readonly number[];
}

/** One linear piece to add. */
export interface Piece {
  /** Loss above the lower bound, loss units. */
  readonly loss: number;
  /** `[groups][n + 1]`, inner products of its gradient with the earlier ones and with itself. */
  readonly products: readonly (readonly number[])[];
  /** `[n]`, weights of the earlier pieces in the move from the base to where it was evaluated. */
  readonly placement: readonly number[];
}

/** A bundle without pieces, for the groups' proximal weights. */
export function openBundle(etas: readonly number[]): Bundle {
  return { etas, losses: [], products: etas.map(() => []), placements: [] };
}

/** The bundle with one piece more. */
export function addPiece(bundle: Bundle, piece: Piece): Bundle {
  return {
    etas: bundle.etas,
    losses: [...bundle.losses, piece.loss],
    products: bundle.products.map((rows, group) => [...rows, ...piece.products[group]!]),
    placements: [...bundle.placements, ...piece.placement],
  };
}

/**
 * Weighted Gram matrix of the gradients, `sum_g eta_g^power <g_i, g_j>_g`.
 *
 * @param power - 0: plain inner products; 1: the dual's matrix `Q`; 2: inner products of the steps.
 * @returns `[n, n]`.
 */
export function gramMatrix({ etas, losses, products }: Bundle, power: 0 | 1 | 2): Matrix {
  return losses.map((_, i) =>
    losses.map((_, j) => {
      const entry = triangleIndex(Math.max(i, j), Math.min(i, j));
      return etas.reduce((total, eta, group) => total + eta ** power * products[group]![entry]!, 0);
    }),
  );
}

/**
 * Value of each piece at the base point: `b_n = l_n - g_n . (w^n - w_t)`.
 *
 * The move to `w^n` is `-sum_k a_k eta g_k`, so `b_n = l_n + sum_k a_k Q_nk` needs no copy of any
 * point, and the difference of nearly equal weights in float32 never arises.
 *
 * @returns `[n]`, loss units.
 */
export function linearTerms(bundle: Bundle): readonly number[] {
  const q = gramMatrix(bundle, 1);
  return bundle.losses.map((loss, n) => {
    const first = (n * (n - 1)) / 2;
    const placement = bundle.placements.slice(first, first + n);
    return placement.reduce((total, weight, k) => total + weight * q[n]![k]!, loss);
  });
}

/** Solves the dual of the pieces collected so far. */
export function solvePieces(bundle: Bundle, mode: DualMode): DualSolution {
  // The groups' etas are inside Q already.
  return solveBundle(gramMatrix(bundle, 1), linearTerms(bundle), 1, mode);
}

/** Says how good the weights are that the gradient pieces got elsewhere. */
export function assessPieces(bundle: Bundle, weights: readonly number[]): DualSolution {
  return assessWeights(gramMatrix(bundle, 1), linearTerms(bundle), weights);
}

/** Euclidean length of the step `-eta sum_i weights_i g_i`, in units of the weights. */
export function stepNorm(bundle: Bundle, weights: readonly number[]): number {
  const gram = gramMatrix(bundle, 2);
  const squared = gram.reduce(
    (total, row, i) =>
      total + row.reduce((partial, entry, j) => partial + weights[i]! * weights[j]! * entry, 0),
    0,
  );
  return Math.sqrt(Math.max(0, squared));
}

function triangleIndex(row: number, column: number): number {
  return (row * (row + 1)) / 2 + column;
}
