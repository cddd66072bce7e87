import { ConfigError } from "../../core/index.ts";

/** A plane in the space of the weights: `origin + a first + b second`. */
export interface WeightPlane {
  /** `[P]`. */
  readonly origin: Float32Array;
  /** Orthonormal, `[P]`. */
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** Share of the variance of snapshots that lies along each direction of a plane. */
export function varianceShares(
  plane: WeightPlane,
  snapshots: readonly Float32Array[],
): readonly [number, number] {
  const origin = meanOf(snapshots);
  const moved = { ...plane, origin };
  let [first, second, total] = [0, 0, 0];
  for (const weights of snapshots) {
    const [a, b] = project(moved, weights);
    const difference = weights.map((value, p) => value - origin[p]!);
    first += a * a;
    second += b * b;
    total += dot(difference, difference);
  }
  return [first / total, second / total];
}

/**
 * The plane of the two principal components of snapshots: the one they are nearest to.
 *
 * @param snapshots - Each `[P]`; at least three that are not on one line.
 * @throws {ConfigError} If they span no plane.
 */
export function principalPlane(snapshots: readonly Float32Array[]): WeightPlane {
  const origin = meanOf(snapshots);
  const centered = snapshots.map((weights) => weights.map((value, p) => value - origin[p]!));
  // With few snapshots of many weights the Gram matrix is far smaller than the covariance.
  const gram = centered.map((a) => centered.map((b) => dot(a, b)));
  const total = gram.reduce((sum, row, i) => sum + row[i]!, 0);
  const one = largestEigenvector(gram);
  const rest = gram.map((row, i) =>
    row.map((value, j) => value - one.value * one.vector[i]! * one.vector[j]!),
  );
  const two = largestEigenvector(rest);
  if (!(two.value > 1e-10 * total)) throw noPlane(snapshots.length);
  return {
    origin,
    first: combine(centered, one.vector),
    second: combine(centered, two.vector),
  };
}

/**
 * The plane through three points, the first its origin.
 *
 * @throws {ConfigError} If they are on one line.
 */
export function planeThrough(points: readonly Float32Array[]): WeightPlane {
  const [origin, second, third] = points;
  if (points.length !== 3 || !origin || !second || !third) throw noPlane(points.length);
  const sides = [second, third].map((point) => point.map((value, p) => value - origin[p]!));
  const first = normalized(sides[0]!);
  const along = dot(sides[1]!, first);
  const across = sides[1]!.map((value, p) => value - along * first[p]!);
  // Also when two points coincide: the norm is then not a number.
  if (!(norm(across) > 1e-6 * norm(sides[1]!))) throw noPlane(3);
  return { origin, first, second: normalized(across) };
}

/** Where a point is seen in the plane. */
export function project(plane: WeightPlane, weights: Float32Array): readonly [number, number] {
  const difference = weights.map((value, p) => value - plane.origin[p]!);
  return [dot(difference, plane.first), dot(difference, plane.second)];
}

/** Power iteration; the matrix is symmetric and positive semidefinite. */
function largestEigenvector(matrix: readonly (readonly number[])[]) {
  const ITERATIONS = 300;
  let vector = matrix.map((_, i) => 1 + 0.1 * Math.sin(i)); // orthogonal to nothing in particular
  let value = 0;
  for (let i = 0; i < ITERATIONS; i++) {
    const next = matrix.map((row) => row.reduce((sum, entry, j) => sum + entry * vector[j]!, 0));
    value = Math.hypot(...next) / Math.hypot(...vector);
    const length = Math.hypot(...next);
    if (length === 0) break;
    vector = next.map((entry) => entry / length);
  }
  return { value, vector };
}

/** `sum_i weights_i rows_i`, of length 1. */
function combine(rows: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const sum = new Float32Array(rows[0]!.length);
  for (const [i, row] of rows.entries()) {
    for (let p = 0; p < sum.length; p++) sum[p]! += weights[i]! * row[p]!;
  }
  return normalized(sum);
}

function normalized(vector: Float32Array): Float32Array {
  const length = norm(vector);
  return vector.map((value) => value / length);
}

function norm(vector: Float32Array): number {
  return Math.sqrt(dot(vector, vector));
}

/** In float64. */
function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let p = 0; p < a.length; p++) sum += a[p]! * b[p]!;
  return sum;
}

function meanOf(rows: readonly Float32Array[]): Float32Array {
  const sum = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows) {
    for (let p = 0; p < sum.length; p++) sum[p]! += row[p]!;
  }
  return Float32Array.from(sum, (value) => value / rows.length);
}

function noPlane(count: number): ConfigError {
  return new ConfigError(
    `landscape: the snapshots must span a plane, got ${count} on one line. Record more of the way, or of more methods.`,
  );
}
