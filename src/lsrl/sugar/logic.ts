import { type Node, relu } from "../language/index.ts";
import type { StepOptions } from "./constants.ts";
import { bitBounds, requireSameDim, sum } from "./operands.ts";
import { step } from "./step.ts";

/**
 * The other bit.
 *
 * Value: `1 - x`, exactly and without a clamp: 3 becomes -2.
 *
 * @see Petrov et al. 2024 (LSRL), appendix A.
 */
export function not<D extends number>(x: Node<D>): Node<D> {
  const { bounds } = x;
  const inverse = x.subFrom(1);
  if (bounds === undefined) return inverse;
  return inverse.bounded({ min: 1 - bounds.max, max: 1 - bounds.min });
}

/**
 * A bit that is 1 where both are.
 *
 * Value: `R(step(x) + step(y) - 1)`. Whatever is >= `1 / mu` counts as true, whatever is <= 0 as false.
 *
 * @throws {ShapeError} If the dimensions differ.
 * @throws {ConfigError} Unless `stepScale` is > 0.
 * @see Petrov et al. 2024 (LSRL), appendix A.
 */
export function and<D extends number>(x: Node<D>, y: Node<D>, options: StepOptions = {}): Node<D> {
  requireSameDim("and: y", x, y);
  return relu(sum(step(x, options), step(y, options)).sub(1)).bounded(bitBounds);
}

/**
 * A bit that is 1 where one of them is.
 *
 * Value: `step(x + y)`: true where the sum is >= `1 / mu`; 1 and -1 therefore give 0.
 *
 * @throws {ShapeError} If the dimensions differ.
 * @throws {ConfigError} Unless `stepScale` is > 0.
 * @see Petrov et al. 2024 (LSRL), appendix A.
 */
export function or<D extends number>(x: Node<D>, y: Node<D>, options: StepOptions = {}): Node<D> {
  requireSameDim("or: y", x, y);
  return step(sum(x, y), options);
}
