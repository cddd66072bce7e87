import type { Node } from "../language/index.ts";
import type { Branch } from "./branches.ts";
import { eq } from "./compare.ts";
import type { SelectOptions, StepOptions } from "./constants.ts";
import { ifElse } from "./if-else.ts";

/**
 * `whenEqual` where `x = y`, else `otherwise`: `ifElse(eq(x, y), whenEqual, otherwise)`, right for
 * values of `x - y` off the ramp of `eq` and branches up to `L`.
 *
 * @throws {ConfigError} If both branches are absent, or one is a number and the other a node.
 * @throws {ShapeError} If the dimensions differ.
 * @see Petrov et al. 2024 (LSRL), appendix A.
 */
export function ifEq<D extends number>(
  x: Node<D>,
  y: Node<D>,
  whenEqual: Branch<D>,
  otherwise: Branch<D>,
  options: SelectOptions & StepOptions = {},
): Node<D> {
  return ifElse(eq(x, y, options), whenEqual, otherwise, options);
}
