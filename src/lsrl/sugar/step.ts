import { ConfigError } from "../../core/errors.ts";
import { type Node, relu } from "../language/index.ts";
import { readStepScale, type StepOptions } from "./constants.ts";
import { bitBounds, difference } from "./operands.ts";

/**
 * A bit that is 1 where `x > 0`, up to a short ramp.
 *
 * Value: 0 for `x <= 0`, `mu x` on the ramp, 1 from `x = 1 / mu` on, `mu` being the step scale.
 * Lowering: `R(mu x) - mu R(x - 1 / mu)`. Off the ramp it is exactly 0 or 1 if `mu` is a power of two
 * and `x` a multiple of some power of two that float64 still holds at the size of `mu x`; else 1 is
 * off by about `mu x` roundings.
 *
 * @throws {ConfigError} Unless `stepScale` is > 0.
 * @see Petrov et al. 2024 (LSRL), appendix A.
 */
export function step<D extends number>(x: Node<D>, options: StepOptions = {}): Node<D> {
  const scale = readStepScale("step", options);
  const ramp = relu(x.mul(scale));
  return difference("step", ramp, relu(x.sub(1 / scale)).mul(scale)).bounded(bitBounds);
}

/**
 * A bit that is 1 where `lower < x <= upper`, up to two short ramps.
 *
 * Value: `step(x - lower) - step(x - upper)`: 0 at `lower`, 1 from `lower + 1 / mu` up to and including
 * `upper`, 0 again from `upper + 1 / mu`. Bounds in the wrong order give -1 between them: nothing
 * clamps.
 *
 * @param lower - A number for all entries, or a node like `x`; `upper` is of the same sort.
 * @throws {ConfigError} If one bound is a number and the other a node.
 * @throws {ShapeError} If the dimensions differ.
 * @see Petrov et al. 2024 (LSRL), appendix A.
 */
export function bump<D extends number>(
  x: Node<D>,
  lower: number | Node<D>,
  upper: number | Node<D>,
  options: StepOptions = {},
): Node<D> {
  if (typeof lower !== typeof upper) {
    throw new ConfigError(
      `bump: lower and upper must both be numbers or both nodes, got a ${typeof lower === "number" ? "number and a node" : "node and a number"}`,
    );
  }
  const above = step(difference("bump: lower", x, lower), options);
  const beyond = step(difference("bump: upper", x, upper), options);
  const isOrdered = typeof lower === "number" && typeof upper === "number" && lower <= upper;
  return difference("bump", above, beyond).bounded({ min: isOrdered ? 0 : -1, max: 1 });
}
