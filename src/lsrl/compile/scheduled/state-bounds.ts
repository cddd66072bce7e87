import { type Bounds, hull, intersect, scaleBounds } from "../../language/index.ts";
import type { SparseMatrix } from "../../matrix.ts";

/** A linear recurrence `s <- A s + drift` with a drift that is known within bounds. */
export interface Recurrence {
  /** `[m][m]`. */
  readonly A: SparseMatrix;
  /** `[m]`. */
  readonly initState: ArrayLike<number>;
  /** `[m]`: bounds of `B x + bias`. */
  readonly drift: readonly Bounds[];
}

/**
 * Bounds of every state after one step or more.
 *
 * @param horizon - Greatest number of steps; `Infinity` where there is none.
 */
export function stateBounds(recurrence: Recurrence, horizon: number): readonly Bounds[] {
  const orbit = orthogonalBounds(recurrence);
  const iterated = iterateBounds(recurrence, horizon);
  return orbit === undefined ? iterated : iterated.map((bounds) => intersect(bounds, orbit));
}

/** Interval iteration; an end that has not come to rest after a while is given up. */
function iterateBounds({ A, initState, drift }: Recurrence, horizon: number): readonly Bounds[] {
  const patience = Number.isFinite(horizon) ? horizon : 2 * A.rows + 16;
  let current = Array.from(initState, (value): Bounds => ({ min: value, max: value }));
  let seen = stepBounds(A, current, drift);
  for (let t = 1; t < patience; t += 1) {
    current = stepBounds(A, seen, drift);
    const wider = seen.map((bounds, i) => hull(bounds, current[i]!));
    if (sameBounds(wider, seen)) return seen;
    seen = wider;
  }
  if (Number.isFinite(horizon)) return seen;
  for (;;) {
    const next = stepBounds(A, seen, drift);
    const widened = seen.map(({ min, max }, i) => ({
      min: next[i]!.min < min ? Number.NEGATIVE_INFINITY : min,
      max: next[i]!.max > max ? Number.POSITIVE_INFINITY : max,
    }));
    if (sameBounds(widened, seen)) return seen;
    seen = widened;
  }
}

function stepBounds(
  A: SparseMatrix,
  states: readonly Bounds[],
  drift: readonly Bounds[],
): Bounds[] {
  return drift.map((start, i) => {
    let { min, max } = start;
    for (let k = A.rowStarts[i]!; k < A.rowStarts[i + 1]!; k += 1) {
      const part = scaleBounds(A.values[k]!, states[A.entryColumns[k]!]!);
      min += part.min;
      max += part.max;
    }
    return { min, max };
  });
}

function sameBounds(a: readonly Bounds[], b: readonly Bounds[]): boolean {
  return a.every(({ min, max }, i) => min === b[i]!.min && max === b[i]!.max);
}

/** A rotation keeps the length of its state: no entry can exceed it. */
function orthogonalBounds({ A, initState, drift }: Recurrence): Bounds | undefined {
  const isDriven = drift.some(({ min, max }) => min !== 0 || max !== 0);
  if (isDriven || A.rows > 4) return undefined;
  const rows = A.toRows();
  const isOrthogonal = rows.every((a, i) =>
    rows.every((b, j) => {
      const product = a.reduce((sum, value, k) => sum + value * b[k]!, 0);
      return Math.abs(product - (i === j ? 1 : 0)) < 1e-12;
    }),
  );
  if (!isOrthogonal) return undefined;
  // Rounding may lengthen the state by one part in 2^52 a step: room for 2^20 steps.
  const length = Math.hypot(...Array.from(initState)) * (1 + 2 ** -32);
  return { min: -length, max: length };
}
