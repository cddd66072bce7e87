import { type Node, relu } from "../language/index.ts";
import { withBounds } from "./branches.ts";
import { readLargeConstant, type SelectOptions } from "./constants.ts";
import { difference, requireSameDim } from "./operands.ts";

/** How a value is kept back. */
export interface KeepOptions extends SelectOptions {
  /** The caller knows that `x >= 0`: half the units are enough. Default: what the bounds of `x` tell. */
  readonly isNonNegative?: boolean;
}

/**
 * `x` where the bit `blocked` is 0, and 0 where it is 1: half a conditional, for a condition that is
 * had in its negated form.
 *
 * Value: `R(x - L blocked) - R(-x - L blocked)`, and without the second term for `x >= 0`. Right for
 * `|x| <= L`; where `blocked = delta` instead of 0, `x` comes out nearer to 0 by `L delta`.
 *
 * @param blocked - Bits, exactly 0 or 1.
 * @throws {ShapeError} If the dimensions differ.
 * @throws {ConfigError} Unless `largeConstant` is > 0.
 * @see Petrov et al. 2024 (LSRL), appendix B, the "optimised" conditionals.
 */
export function keepUnless<D extends number>(
  blocked: Node<D>,
  x: Node<D>,
  options: KeepOptions = {},
): Node<D> {
  const large = readLargeConstant("keepUnless", options);
  requireSameDim("keepUnless: x", blocked, x);
  const { bounds } = x;
  const isNonNegative = options.isNonNegative ?? (bounds !== undefined && bounds.min >= 0);
  const isBit = blocked.bounds !== undefined && blocked.bounds.min >= 0;
  const penalty = blocked.mul(large);
  const positive = relu(difference("keepUnless", x, penalty));
  const range = isBit && bounds !== undefined ? bounds : undefined;
  const top = Math.max(0, range?.max ?? Number.POSITIVE_INFINITY);
  if (isNonNegative) return positive.bounded({ min: 0, max: top });
  const negative = relu(difference("keepUnless", x.mul(-1), penalty));
  return withBounds(
    difference("keepUnless", positive, negative),
    range === undefined ? undefined : { min: Math.min(0, range.min), max: top },
  );
}
