/** A symmetric matrix by rows. */
export type Matrix = readonly (readonly number[])[];

/** Relative pivots under this count as linear dependence; a smaller subset attains the same value. */
const SMALLEST_PIVOT = 1e-12;

/**
 * Stationary point of `b . a - a^T q a / 2` with `sum a = 1`: eliminates the last weight.
 *
 * @returns `undefined` if the reduced matrix is nearly singular.
 */
export function solveOnSimplex(
  q: Matrix,
  b: readonly number[],
  smallestPivot = SMALLEST_PIVOT,
): readonly number[] | undefined {
  const last = b.length - 1;
  const corner = q[last]![last]!;
  const free = Array.from({ length: last }, (_, i) => i);
  const reduced = free.map((i) =>
    free.map((j) => q[i]![j]! - q[i]![last]! - q[last]![j]! + corner),
  );
  const right = free.map((i) => b[i]! - b[last]! - (q[i]![last]! - corner));
  const solved = solvePositiveDefinite(reduced, right, smallestPivot);
  return solved && [...solved, 1 - sum(solved)];
}

/**
 * Cholesky solve after scaling the diagonal to 1.
 *
 * @returns `undefined` if the matrix is nearly singular.
 */
export function solvePositiveDefinite(
  matrix: Matrix,
  right: readonly number[],
  smallestPivot = SMALLEST_PIVOT,
): readonly number[] | undefined {
  const size = right.length;
  const scales = matrix.map((row, i) => Math.sqrt(row[i]!));
  if (!scales.every((scale) => scale > 0)) return undefined;
  const lower: number[][] = [];
  const forward: number[] = [];
  for (let i = 0; i < size; i += 1) {
    const row: number[] = [];
    for (let j = 0; j < i; j += 1) {
      const entry = matrix[i]![j]! / (scales[i]! * scales[j]!);
      row.push((entry - dot(row, lower[j]!)) / lower[j]![j]!);
    }
    const pivot = 1 - dot(row, row);
    if (!(pivot > smallestPivot)) return undefined;
    row.push(Math.sqrt(pivot));
    lower.push(row);
    forward.push((right[i]! / scales[i]! - dot(forward, row)) / row[i]!);
  }
  const solution = [...forward];
  for (let i = size - 1; i >= 0; i -= 1) {
    for (let j = i + 1; j < size; j += 1) solution[i]! -= lower[j]![i]! * solution[j]!;
    solution[i]! /= lower[i]![i]!;
  }
  return solution.map((entry, i) => entry / scales[i]!);
}

/** Inner product over the shorter of two vectors. */
export function dot(a: readonly number[], b: readonly number[]): number {
  let total = 0;
  for (let i = 0; i < a.length && i < b.length; i += 1) total += a[i]! * b[i]!;
  return total;
}

/** Sum of the entries. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, entry) => total + entry, 0);
}
