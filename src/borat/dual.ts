import { NumericsError, requireInRange, ShapeError } from "../core/index.ts";
import { maximiseByActiveSet } from "./dual-active-set.ts";
import { dot, type Matrix, solveOnSimplex, solvePositiveDefinite, sum } from "./dual-linear.ts";
import { solveReferenceDual } from "./dual-reference.ts";

/** Most pieces, the constant included, of which all subsets are tried. */
const MOST_ENUMERATED = 8;

/**
 * `exact` certifies its optimum; `reference` repeats the authors' ridge and order of enumeration, for
 * 8 pieces at most.
 */
export type DualMode = "exact" | "reference";

/** Solution of the bundle's dual. */
export interface DualSolution {
  /** Weights of the N pieces on the simplex, the constant piece last. */
  readonly alpha: readonly number[];
  /** Optimal value `D(alpha)`, loss units: the decrease the model promises. */
  readonly dual: number;
  /** Value `c` of the piecewise linear model at the new point, loss units, >= 0. */
  readonly modelValue: number;
  /** Optimality gap relative to the largest entry of `eta gram` and `b`; about 1e-16, flagged over 1e-9. */
  readonly kkt: number;
}

/** How far a candidate may leave the simplex by rounding. */
const FEASIBILITY_TOLERANCE = 1e-12;

/**
 * Solves the proximal step of a bundle: maximises
 * `D(alpha) = b . alpha - (eta / 2) alpha^T gram alpha` over the simplex, the last piece being the
 * constant 0. The step is then `-eta sum_i alpha_i g_i`.
 *
 * Exact in float64 for any number of pieces: up to 8 every subset is tried as the support, smallest
 * first; above, an active set finds it. `kkt` certifies either.
 *
 * @param gram - `[N-1, N-1]`, inner products `g_i . g_j` of the gradient pieces.
 * @param b - `[N-1]`, value of each piece at the start of the step, loss units.
 * @param eta - Proximal weight, > 0: the longest step along a gradient.
 * @param mode - See {@link DualMode}; `exact` by default.
 * @throws {ConfigError} If `eta` is not positive, or N is under 2 or too large for the mode.
 * @throws {ShapeError} If `gram` and `b` disagree.
 * @throws {NumericsError} If an entry is not finite.
 * @see Paren et al. 2022, "A Stochastic Bundle Method for Interpolating Networks".
 * @example
 * solveBundle([[6]], [0.9], 1).alpha; // [0.15, 0.85]: Polyak's step 0.9 / 6
 */
export function solveBundle(
  gram: Matrix,
  b: readonly number[],
  eta: number,
  mode: DualMode = "exact",
): DualSolution {
  checkBundle(gram, b, eta, mode);
  const q = gram.map((row) => row.map((product) => eta * product));
  if (mode === "reference") return assessWeights(q, b, solveReferenceDual(q, b));
  const { scaledQ, scaledB } = scaleBundle(q, b);
  const maximise = b.length < MOST_ENUMERATED ? maximiseByEnumeration : maximiseByActiveSet;
  return assessWeights(q, b, maximise(scaledQ, scaledB));
}

/**
 * Says how good given weights are.
 *
 * @param q - `[N-1, N-1]`, `eta g_i . g_j`.
 * @param b - `[N-1]`, loss units.
 * @param weights - `[N-1]`, of the gradient pieces; >= 0 with a sum of at most 1.
 */
export function assessWeights(
  q: Matrix,
  b: readonly number[],
  weights: readonly number[],
): DualSolution {
  const { scale, scaledQ, scaledB } = scaleBundle(q, b);
  const slopes = scaledB.map((entry, n) => entry - dot(scaledQ[n]!, weights)); // D's gradient
  const best = Math.max(0, ...slopes);
  return {
    alpha: [...weights, Math.max(0, 1 - sum(weights))],
    dual: scale * value(scaledQ, scaledB, weights),
    modelValue: scale * best,
    kkt: Math.max(0, best - dot(slopes, weights)),
  };
}

function scaleBundle(q: Matrix, b: readonly number[]) {
  const scale = Math.max(...q.map((row, i) => row[i]!), ...b.map(Math.abs));
  const divisor = scale === 0 ? 1 : scale; // all pieces constant 0: any weights do
  const scaledQ = q.map((row) => row.map((entry) => entry / divisor));
  return { scale, scaledQ, scaledB: b.map((entry) => entry / divisor) };
}

/** @throws {ConfigError} If the number of pieces N is under 2 or too large for the mode. */
export function requireBundleSize(subject: string, size: number, mode: DualMode): void {
  if (mode === "exact") requireInRange(subject, size, { min: 2, integer: true });
  else {
    const range = { min: 2, max: MOST_ENUMERATED, integer: true };
    requireInRange(`${subject} of the reference's dual`, size, range);
  }
}

function checkBundle(gram: Matrix, b: readonly number[], eta: number, mode: DualMode): void {
  const size = b.length;
  requireInRange("solveBundle: eta", eta, { above: 0 });
  requireBundleSize("solveBundle: number of pieces", size + 1, mode);
  if (gram.length !== size || gram.some((row) => row.length !== size)) {
    const actual = [gram.length, gram.find((row) => row.length !== size)?.length ?? size];
    throw new ShapeError("solveBundle: gram", { expected: [size, size], actual });
  }
  if (![...gram.flat(), ...b, eta].every(Number.isFinite)) {
    throw new NumericsError("solveBundle: gram, b and eta must be finite", { tensor: "gram" });
  }
  for (const [i, row] of gram.entries()) {
    requireInRange(`solveBundle: gram[${i}][${i}]`, row[i]!, { min: 0 });
  }
}

/** Maximises D over `{a >= 0, sum a <= 1}`, the simplex without its constant piece. */
function maximiseByEnumeration(q: Matrix, b: readonly number[]): readonly number[] {
  let best: readonly number[] = b.map(() => 0);
  let bestValue = 0;
  for (const support of subsetsBySize(b.length)) {
    for (const solve of [solvePositiveDefinite, solveOnSimplex]) {
      const solved = solve(
        support.map((i) => support.map((j) => q[i]![j]!)),
        support.map((i) => b[i]!),
      );
      const feasible = solved && toSimplex(solved);
      if (!feasible) continue;
      const candidate: number[] = b.map(() => 0);
      for (const [k, i] of support.entries()) candidate[i] = feasible[k]!;
      const candidateValue = value(q, b, candidate);
      // Ties up to float64 rounding keep the smaller support.
      if (candidateValue > bestValue * (1 + 1e-15)) {
        best = candidate;
        bestValue = candidateValue;
      }
    }
  }
  return best;
}

/** Rounds a candidate into the feasible set, or gives `undefined` if it is outside. */
function toSimplex(candidate: readonly number[]): readonly number[] | undefined {
  const total = sum(candidate);
  const feasible =
    candidate.every((weight) => weight >= -FEASIBILITY_TOLERANCE) &&
    total <= 1 + FEASIBILITY_TOLERANCE;
  if (!feasible) return undefined;
  const clipped = candidate.map((weight) => Math.max(0, weight));
  const clippedTotal = sum(clipped);
  return clippedTotal > 1 ? clipped.map((weight) => weight / clippedTotal) : clipped;
}

/** Non-empty subsets of `0 .. count - 1`, smallest first. */
function subsetsBySize(count: number): readonly (readonly number[])[] {
  const items = Array.from({ length: count }, (_, i) => i);
  const subsets = Array.from({ length: 2 ** count - 1 }, (_, i) =>
    items.filter((item) => (((i + 1) >> item) & 1) === 1),
  );
  return subsets.sort((a, b) => a.length - b.length);
}

function value(q: Matrix, b: readonly number[], weights: readonly number[]): number {
  return (
    dot(b, weights) -
    dot(
      q.map((row) => dot(row, weights)),
      weights,
    ) /
      2
  );
}
