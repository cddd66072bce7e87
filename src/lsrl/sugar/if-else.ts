import type { Node } from "../language/index.ts";
import { type Branch, boundsOfBranches, readBranches, withBounds } from "./branches.ts";
import { readLargeConstant, type SelectOptions } from "./constants.ts";
import { keepUnless } from "./keep-unless.ts";
import { sum } from "./operands.ts";

/**
 * `whenTrue` where the bit `condition` is 1, `whenFalse` where it is 0.
 *
 * Value: `R(-L c + f) - R(-L c - f) + R(-L (1 - c) + t) - R(-L (1 - c) - t)`. Right for `|t|, |f| <= L`
 * and a condition that is exactly 0 or 1: at `c = 1 - delta` only `sign(t) max(0, |t| - L delta)` is
 * left of `t`, so with the paper's `L` of 1e10 a rounding error in the condition is enough to lose it.
 *
 * @param condition - Bits.
 * @param whenTrue - A node like the condition, or a number; `undefined` for 0.
 * @param whenFalse - Likewise; of the same sort.
 * @throws {ConfigError} If both branches are absent, or one is a number and the other a node.
 * @throws {ShapeError} If the dimensions differ.
 * @see Petrov et al. 2024 (LSRL), appendix A.
 */
export function ifElse<D extends number>(
  condition: Node<D>,
  whenTrue: Branch<D>,
  whenFalse: Branch<D>,
  options: SelectOptions = {},
): Node<D> {
  const branches = readBranches("ifElse", condition, whenTrue, whenFalse);
  const largeConstant = readLargeConstant("ifElse", options);
  const keep = { largeConstant, isNonNegative: false };
  const parts = [
    branches.whenFalse === undefined ? [] : [keepUnless(condition, branches.whenFalse, keep)],
    branches.whenTrue === undefined
      ? []
      : [keepUnless(condition.subFrom(1), branches.whenTrue, keep)],
  ].flat();
  const selected = parts.reduce((total, part) => sum(total, part));
  const bounds = boundsOfBranches(branches);
  const isBit =
    condition.bounds !== undefined && condition.bounds.min >= 0 && condition.bounds.max <= 1;
  // Up to L/2, one branch is silent before the other one starts to be heard, even between the bits.
  const isExclusive =
    parts.length === 1 ||
    (bounds !== undefined && Math.max(-bounds.min, bounds.max) <= largeConstant / 2);
  return withBounds(selected, isBit && isExclusive ? bounds : undefined);
}
