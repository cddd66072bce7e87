import { dot, type Matrix, solvePositiveDefinite, sum } from "./dual-linear.ts";

/**
 * Shares of the diagonal added in Newton steps, tried in order: enough for linearly dependent pieces,
 * then for inner products that rounding made indefinite. They bend the way, not the optimum.
 */
const RIDGES = [1e-14, 1e-12, 1e-10, 1e-7, 1e-4];
/** Keeps the step between pieces that are zero finite; other entries are at most about 1. */
const SMALLEST_DIAGONAL = 1e-40;
const ROUNDS_PER_PIECE = 20;

/** The dual over all N pieces, the constant last: maximise `b . a - a^T q a / 2` over the simplex. */
interface Problem {
  /** `[N, N]`. */
  readonly q: Matrix;
  /** `[N]`. */
  readonly b: readonly number[];
}

/**
 * Maximises `b . a - a^T q a / 2` over `{a >= 0, sum a <= 1}` for any number of pieces.
 *
 * Each round moves weight to the steepest piece from the flattest in use, then takes Newton steps on
 * the pieces in use until none of them leaves. Every move is an exact line search, so the value
 * never falls. Ends when no piece is steeper than another in use, up to rounding, or after a fixed
 * number of rounds with the best weights met.
 *
 * @param q - `[N-1, N-1]`, positive semidefinite up to rounding, entries at most about 1.
 * @param b - `[N-1]`, entries at most about 1.
 * @returns Weights of the gradient pieces, `[N-1]`.
 * @see Lacoste-Julien and Jaggi 2015, "On the Global Linear Convergence of Frank-Wolfe Optimization
 *   Variants" (the pairwise moves); Wolfe 1976, "Finding the Nearest Point in a Polytope".
 */
export function maximiseByActiveSet(q: Matrix, b: readonly number[]): readonly number[] {
  const constant = b.length;
  const values = [...b, 0];
  const problem = { q: values.map((_, i) => values.map((_, j) => q[i]?.[j] ?? 0)), b: values };
  let weights: readonly number[] = values.map((_, i) => (i === constant ? 1 : 0));
  let best = weights;
  let smallestGap = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS_PER_PIECE * values.length; round += 1) {
    const slopes = slopesAt(problem, weights);
    const gap = Math.max(...slopes) - dot(slopes, weights);
    if (gap < smallestGap) [best, smallestGap] = [weights, gap];
    const pair = pairwiseDirection(problem, weights, slopes);
    if (pair === undefined) break;
    weights = polish(problem, moveAlong(problem, weights, pair));
  }
  return best.slice(0, constant);
}

/** Gradient of the value. */
function slopesAt({ q, b }: Problem, weights: readonly number[]): readonly number[] {
  return b.map((entry, n) => entry - dot(q[n]!, weights));
}

/** From the flattest piece in use to the steepest of all; `undefined` if they differ by rounding. */
function pairwiseDirection(
  { q, b }: Problem,
  weights: readonly number[],
  slopes: readonly number[],
): readonly number[] | undefined {
  const pieces = [...b.keys()];
  const steepest = pieces.reduce((i, j) => (slopes[j]! > slopes[i]! ? j : i));
  const flattest = inUse(weights).reduce((i, j) => (slopes[j]! < slopes[i]! ? j : i));
  const rounding = (n: number) =>
    Number.EPSILON *
    pieces.reduce((total, k) => total + Math.abs(q[n]![k]!) * weights[k]!, Math.abs(b[n]!));
  const gain = slopes[steepest]! - slopes[flattest]!;
  if (gain <= rounding(steepest) + rounding(flattest)) return undefined;
  return pieces.map((n) => Number(n === steepest) - Number(n === flattest));
}

/** Newton steps on the pieces in use, which only become fewer. */
function polish(problem: Problem, start: readonly number[]): readonly number[] {
  let weights = start;
  for (let pieces = inUse(start).length; pieces > 1; ) {
    const direction = newtonDirection(problem, weights);
    if (direction === undefined) break;
    weights = moveAlong(problem, weights, direction);
    const left = inUse(weights).length;
    if (left === pieces) break;
    pieces = left;
  }
  return weights;
}

/** Towards the stationary point over the pieces in use, their weights' sum kept. */
function newtonDirection(
  problem: Problem,
  weights: readonly number[],
): readonly number[] | undefined {
  const { q } = problem;
  const support = inUse(weights);
  // Eliminating the shortest gradient cancels least.
  const pivot = support.reduce((i, j) => (q[j]![j]! < q[i]![i]! ? j : i));
  const free = support.filter((i) => i !== pivot);
  const slopes = slopesAt(problem, weights);
  const right = free.map((i) => slopes[i]! - slopes[pivot]!);
  for (const ridge of RIDGES) {
    const reduced = free.map((i) =>
      free.map((j) => {
        const entry = q[i]![j]! - q[i]![pivot]! - q[pivot]![j]! + q[pivot]![pivot]!;
        if (i !== j) return entry;
        return Math.max(0, entry) + ridge * (q[i]![i]! + q[pivot]![pivot]!) + SMALLEST_DIAGONAL;
      }),
    );
    const solved = solvePositiveDefinite(reduced, right, 0);
    if (solved === undefined) continue;
    const direction = weights.map(() => 0);
    for (const [k, i] of free.entries()) direction[i] = solved[k]!;
    direction[pivot] = -sum(solved);
    return direction;
  }
  return undefined;
}

/** The best weights along a direction of sum 0, inside the simplex. */
function moveAlong(
  problem: Problem,
  weights: readonly number[],
  direction: readonly number[],
): readonly number[] {
  const slope = dot(slopesAt(problem, weights), direction);
  if (!(slope > 0)) return weights;
  const curvature = dot(
    problem.q.map((row) => dot(row, direction)),
    direction,
  );
  const limits = weights.map((w, i) =>
    direction[i]! < 0 ? w / -direction[i]! : Number.POSITIVE_INFINITY,
  );
  const limit = Math.min(...limits);
  const length = curvature > 0 ? Math.min(limit, slope / curvature) : limit;
  const moved = weights.map((w, i) =>
    limits[i]! <= length ? 0 : Math.max(0, w + length * direction[i]!),
  );
  const total = sum(moved);
  return moved.map((w) => w / total);
}

/** Places of the positive weights; at least one. */
function inUse(weights: readonly number[]): readonly number[] {
  return weights.flatMap((weight, i) => (weight > 0 ? [i] : []));
}
