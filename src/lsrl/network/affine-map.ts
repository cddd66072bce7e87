import { type Entry, SparseMatrix } from "../matrix.ts";
import type { AffineMap } from "./stage.ts";

/** The map that changes nothing. */
export function identityMap(size: number): AffineMap {
  return { weights: SparseMatrix.identity(size), bias: new Float64Array(size) };
}

/** First `inner`, then `outer`. */
export function composeMaps(outer: AffineMap, inner: AffineMap): AffineMap {
  return {
    weights: outer.weights.multiply(inner.weights),
    bias: outer.weights.apply(inner.bias).map((value, i) => value + outer.bias[i]!),
  };
}

/** `factor` times the map; with a power of two no digit is lost. */
export function scaleMap({ weights, bias }: AffineMap, factor: number): AffineMap {
  return { weights: weights.scale(factor), bias: bias.map((value) => factor * value) };
}

/** The maps one under the other; they read the same vector. */
export function stackMaps(maps: readonly AffineMap[]): AffineMap {
  return {
    weights: SparseMatrix.stack(maps.map(({ weights }) => weights)),
    bias: Float64Array.from(maps.flatMap(({ bias }) => Array.from(bias))),
  };
}

/** A sum of rows of a map and a constant. */
export interface RowSum {
  /** What to add up. */
  readonly terms: readonly (readonly [row: number, factor: number])[];
  /** Default: 0. */
  readonly constant?: number;
}

/** The map whose outputs are sums of another's. */
export function sumRows(map: AffineMap, sums: readonly RowSum[]): AffineMap {
  const entries = sums.flatMap(({ terms }, i) =>
    terms.map(([row, factor]): Entry => [i, row, factor]),
  );
  const weights = SparseMatrix.fromEntries(sums.length, map.weights.rows, entries);
  return composeMaps({ weights, bias: Float64Array.from(sums, (sum) => sum.constant ?? 0) }, map);
}
