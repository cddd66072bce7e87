import { requireInRange } from "../../core/ranges.ts";
import { type Bounds, linear, linState, type Node } from "../language/index.ts";
import { type Entry, SparseMatrix } from "../matrix.ts";
import { withDimOf } from "./operands.ts";

/** The sum of all entries of `x`. */
export function sumEntries(x: Node): Node<1> {
  return withDimOf(x.at(0), linear(x, [Array.from({ length: x.dim }, () => 1)]));
}

/** `x`, of dimension 1, as each of `dim` entries. @throws {ConfigError} Unless `dim` is an integer >= 1. */
export function repeat(x: Node, dim: number): Node {
  requireInRange("repeat: dim", dim, { min: 1, integer: true });
  const column = Array.from({ length: dim }, () => [1]);
  const repeated = linear(x, column);
  return x.bounds === undefined ? repeated : repeated.bounded(x.bounds);
}

/** The sum of `x` over all tokens so far, entry by entry, from 0; never negative where `x` never is. */
export function accumulate<D extends number>(x: Node<D>): Node<D> {
  const identity = SparseMatrix.identity(x.dim);
  const total = withDimOf(x, linState(x, { A: identity, B: identity }));
  const { bounds } = x;
  if (bounds === undefined || bounds.min < 0) return total;
  return total.bounded({ min: 0, max: Number.POSITIVE_INFINITY });
}

/**
 * The values of `x` at the last `length` tokens, `[length]`, the newest one last; 0 before the first.
 *
 * @throws {ConfigError} Unless `length` is an integer >= 1.
 */
export function lastValues(x: Node, length: number): Node {
  requireInRange("lastValues: length", length, { min: 1, integer: true });
  const shift = Array.from({ length: length - 1 }, (_, i): Entry => [i, i + 1, 1]);
  const values = linState(x, {
    A: SparseMatrix.fromEntries(length, length, shift),
    B: SparseMatrix.fromEntries(length, 1, [[length - 1, 0, 1]]),
  });
  return x.bounds === undefined ? values : values.bounded(withZero(x.bounds));
}

/** Bounds that hold for 0 too. */
function withZero({ min, max }: Bounds): Bounds {
  return { min: Math.min(0, min), max: Math.max(0, max) };
}
