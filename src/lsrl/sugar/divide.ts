import { requireInRange } from "../../core/ranges.ts";
import { concat, multiplicative, type Node, relu } from "../language/index.ts";
import { readStepScale, type StepOptions } from "./constants.ts";
import { difference, requireSameDim, sum, withDimOf } from "./operands.ts";
import { step } from "./step.ts";

/** Options of {@link divide}. */
export interface DivideOptions extends StepOptions {
  /** Largest absolute value of the quotient; a larger one comes out as this. */
  readonly max: number;
  /** Number of binary digits. Each takes a comparison and a product, one after the other. */
  readonly bits: number;
}

/**
 * `numerator / denominator`, by long division in binary: digit `j` is whether `max 2^-j denominator`
 * still goes into what is left of the numerator.
 *
 * Value: towards 0 from the quotient by at most `max 2^-bits + 1 / (mu denominator)`, `mu` being the
 * step scale: what the ramp of one comparison misses, the digits after it make up for. 0 where both
 * are 0. Needs a network with gates. Ours.
 *
 * @param denominator - >= 0.
 * @throws {ConfigError} If an option is out of range.
 * @throws {ShapeError} If the dimensions differ.
 */
export function divide<D extends number>(
  numerator: Node<D>,
  denominator: Node<D>,
  { max, bits, ...options }: DivideOptions,
): Node<D> {
  requireSameDim("divide: denominator", numerator, denominator);
  requireInRange("divide: max", max, { above: 0, below: Number.POSITIVE_INFINITY });
  requireInRange("divide: bits", bits, { min: 1, max: 52, integer: true });
  const steep = { stepScale: readStepScale("divide", options) };
  const negated = numerator.mul(-1);
  let rest = sum(relu(numerator), relu(negated));
  const digits = Array.from({ length: bits }, (_, j) => {
    const weight = max * 2 ** -(j + 1);
    const part = denominator.mul(weight);
    const digit = step(difference("divide", rest, part), steep);
    rest = difference("divide", rest, product(digit, part));
    return digit.mul(weight);
  });
  const quotient = digits.reduce((total, digit) => sum(total, digit)).bounded({ min: 0, max });
  const sign = difference("divide", step(numerator, steep), step(negated, steep));
  return product(sign.bounded({ min: -1, max: 1 }), quotient).bounded({ min: -max, max });
}

/** `x * y`, entry by entry. */
export function product<D extends number>(x: Node<D>, y: Node<D>): Node<D> {
  requireSameDim("product: y", x, y);
  return withDimOf(x, multiplicative(concat([x, y])));
}
