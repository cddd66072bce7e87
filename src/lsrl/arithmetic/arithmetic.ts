import type { SparseMatrix } from "../matrix.ts";

/** The number types a program can be run in. */
export type ArithmeticName = "float64" | "float32" | "exact";

/** A matrix with its entries in the number type of `V`, in the order of `matrix.values`. */
export interface PreparedMatrix<V> {
  readonly matrix: SparseMatrix;
  readonly values: V;
}

/** Vectors `V` of one number type, and the four things a program does with them. */
export interface Arithmetic<V> {
  /** A vector with the nearest values of the type. */
  from(values: ArrayLike<number>): V;
  /** The nearest float64 numbers. */
  toNumbers(vector: V): number[];
  /** `out = matrix x + bias`; `out` is neither of them. */
  affine(out: V, matrix: PreparedMatrix<V>, x: V, bias: V): void;
  /** `out[i] = max(0, x[i])`. */
  relu(out: V, x: V): void;
  /** `out = first half of x * second half of x`. */
  multiplyHalves(out: V, x: V): void;
  /** `out[offset + i] = x[start + i]` for `start + i < end`. */
  copy(out: V, offset: number, x: V, start: number, end: number): void;
}
