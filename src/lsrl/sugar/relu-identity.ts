import { concat, linear, type Node, relu } from "../language/index.ts";
import { SparseMatrix } from "../matrix.ts";
import { withDimOf } from "./operands.ts";

/**
 * `x`, carried through a ReLU as its two signs: `R(x) - R(-x)`. Exact.
 *
 * @see Petrov et al. 2024 (LSRL), appendix A.
 */
export function reluIdentity<D extends number>(x: Node<D>): Node<D> {
  const signs = concat([relu(x), relu(x.mul(-1))]);
  const entries = Array.from({ length: x.dim }, (_, i) => i).flatMap((i) => [
    [i, i, 1] as const,
    [i, x.dim + i, -1] as const,
  ]);
  const same = withDimOf(x, linear(signs, SparseMatrix.fromEntries(x.dim, 2 * x.dim, entries)));
  return x.bounds === undefined ? same : same.bounded(x.bounds);
}
