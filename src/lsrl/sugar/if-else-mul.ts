import { concat, linear, multiplicative, type Node } from "../language/index.ts";
import { SparseMatrix } from "../matrix.ts";
import { type Branch, boundsOfBranches, readBranches, withBounds } from "./branches.ts";
import { withDimOf } from "./operands.ts";

/**
 * Like `ifElse`, by multiplication: it needs a network with gates, and no large constant.
 *
 * Value: `c t + (1 - c) f`; an error in the condition costs only in proportion.
 *
 * @param condition - Bits.
 * @param whenTrue - A node like the condition, or a number; `undefined` for 0.
 * @param whenFalse - Likewise; of the same sort.
 * @throws {ConfigError} If both branches are absent, or one is a number and the other a node.
 * @throws {ShapeError} If the dimensions differ.
 * @see Petrov et al. 2024 (LSRL), appendix A.
 */
export function ifElseMul<D extends number>(
  condition: Node<D>,
  whenTrue: Branch<D>,
  whenFalse: Branch<D>,
): Node<D> {
  const branches = readBranches("ifElseMul", condition, whenTrue, whenFalse);
  const selected = withDimOf(condition, blend(condition, branches.whenTrue, branches.whenFalse));
  const isBit =
    condition.bounds !== undefined && condition.bounds.min >= 0 && condition.bounds.max <= 1;
  return withBounds(selected, isBit ? boundsOfBranches(branches) : undefined);
}

function blend(condition: Node, whenTrue: Node | undefined, whenFalse: Node | undefined): Node {
  const inverse = condition.subFrom(1);
  if (whenFalse === undefined) return multiplicative(concat([condition, whenTrue!]));
  if (whenTrue === undefined) return multiplicative(concat([inverse, whenFalse]));
  const products = multiplicative(concat([condition, inverse, whenTrue, whenFalse]));
  const { dim } = condition;
  const entries = Array.from({ length: 2 * dim }, (_, i) => [i % dim, i, 1] as const);
  return linear(products, SparseMatrix.fromEntries(dim, 2 * dim, entries));
}
