import type { Node } from "../language/index.ts";
import type { StepOptions } from "./constants.ts";
import { difference, requireSameDim, sum } from "./operands.ts";
import { step } from "./step.ts";

/**
 * A bit that is 1 where `x > y`.
 *
 * Value: `step(x - y)`: 0 for `x <= y`, 1 for `x >= y + 1 / mu`, a ramp between.
 *
 * @param y - A number for all entries, or a node of the dimension of `x`.
 * @throws {ShapeError} If the dimensions differ.
 * @throws {ConfigError} Unless `stepScale` is > 0.
 * @see Petrov et al. 2024 (LSRL), appendix A.
 */
export function larger<D extends number>(
  x: Node<D>,
  y: number | Node<D>,
  options: StepOptions = {},
): Node<D> {
  return step(difference("larger: y", x, y), options);
}

/**
 * A bit that is 1 where `x < y`.
 *
 * Value: `step(y - x)`: 0 for `x >= y`, 1 for `x <= y - 1 / mu`, a ramp between.
 *
 * @param y - A number for all entries, or a node of the dimension of `x`.
 * @throws {ShapeError} If the dimensions differ.
 * @throws {ConfigError} Unless `stepScale` is > 0.
 * @see Petrov et al. 2024 (LSRL), appendix A.
 */
export function smaller<D extends number>(
  x: Node<D>,
  y: number | Node<D>,
  options: StepOptions = {},
): Node<D> {
  if (typeof y === "number") return step(x.subFrom(y), options);
  requireSameDim("smaller: y", x, y);
  return step(difference("smaller", y, x), options);
}

/**
 * A bit that is 1 where `x = y`.
 *
 * Value: `step(1 - step(x - y) - step(y - x))`: 1 at `x = y` and still for
 * `|x - y| <= (1 - 1 / mu) / mu`, 0 for `|x - y| >= 1 / mu`. Meant for values at least `1 / mu` apart.
 *
 * @throws {ShapeError} If the dimensions differ.
 * @throws {ConfigError} If `y` is a number, or unless `stepScale` is > 0.
 * @see Petrov et al. 2024 (LSRL), appendix A.
 */
export function eq<D extends number>(x: Node<D>, y: Node<D>, options: StepOptions = {}): Node<D> {
  return step(isDifferent("eq", x, y, options).subFrom(1), options);
}

/**
 * A bit that is 1 where `x` is not `y`.
 *
 * Value: `step(step(x - y) + step(y - x))`: 0 at `x = y`, 1 already for `|x - y| >= 1 / mu^2`, as the
 * steps are nested: it is far more sensitive than {@link eq}, of which it is not the complement on the
 * ramps.
 *
 * @throws {ShapeError} If the dimensions differ.
 * @throws {ConfigError} If `y` is a number, or unless `stepScale` is > 0.
 * @see Petrov et al. 2024 (LSRL), appendix A.
 */
export function neq<D extends number>(x: Node<D>, y: Node<D>, options: StepOptions = {}): Node<D> {
  return step(isDifferent("neq", x, y, options), options);
}

/** `step(x - y) + step(y - x)`. */
function isDifferent<D extends number>(
  block: string,
  x: Node<D>,
  y: Node<D>,
  options: StepOptions,
): Node<D> {
  requireSameDim(`${block}: y`, x, y);
  return sum(step(difference(block, x, y), options), step(difference(block, y, x), options));
}
