import type { Node } from "../language/index.ts";
import { type Branch, boundsOfBranches, readBranches, withBounds } from "./branches.ts";
import {
  readLargeConstant,
  readStepScale,
  type SelectOptions,
  type StepOptions,
} from "./constants.ts";
import { keepUnless } from "./keep-unless.ts";
import { sum } from "./operands.ts";
import { step } from "./step.ts";

/**
 * Like `ifElse`, for a condition that is only near 0 or 1: it is sharpened by steps around 1/2.
 *
 * Value: `whenTrue` for `c >= 1/2 + 1 / mu`, `whenFalse` for `c <= 1/2 - 1 / mu`, 0 at 1/2. Lowering:
 * `R(-L + L step(1/2 - c) +- f)` and `R(-L + L step(c - 1/2) +- t)`. Right for `|t|, |f| <= L`. It needs
 * steps that are exactly 1: an error `delta` in one takes `L delta` off the value, which with the
 * paper's constants is more than it helps.
 *
 * @param condition - Bits, up to `1/2 - 1 / mu` off.
 * @param whenTrue - A node like the condition, or a number; `undefined` for 0.
 * @param whenFalse - Likewise; of the same sort.
 * @throws {ConfigError} If both branches are absent, or one is a number and the other a node.
 * @throws {ShapeError} If the dimensions differ.
 * @see Petrov et al. 2024 (LSRL), appendix A.
 */
export function ifElseStep<D extends number>(
  condition: Node<D>,
  whenTrue: Branch<D>,
  whenFalse: Branch<D>,
  options: SelectOptions & StepOptions = {},
): Node<D> {
  const branches = readBranches("ifElseStep", condition, whenTrue, whenFalse);
  const stepScale = readStepScale("ifElseStep", options);
  const largeConstant = readLargeConstant("ifElseStep", options);
  const keepWhere = (isOn: Node<D>, branch: Node<D>) =>
    keepUnless(isOn.subFrom(1).bounded({ min: 0, max: 1 }), branch, {
      largeConstant,
      isNonNegative: false,
    });
  const isFalse = step(condition.subFrom(0.5), { stepScale });
  const isTrue = step(condition.sub(0.5), { stepScale });
  const parts = [
    branches.whenFalse === undefined ? [] : [keepWhere(isFalse, branches.whenFalse)],
    branches.whenTrue === undefined ? [] : [keepWhere(isTrue, branches.whenTrue)],
  ].flat();
  const selected = parts.reduce((total, part) => sum(total, part));
  const bounds = boundsOfBranches(branches);
  // At most one of the two steps is above 0, and the other branch is then silent if it is below L.
  const isSilenced =
    parts.length === 1 ||
    (bounds !== undefined && Math.max(-bounds.min, bounds.max) <= largeConstant);
  return withBounds(selected, isSilenced ? bounds : undefined);
}
