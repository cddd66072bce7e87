import { requireInRange } from "../../core/ranges.ts";
import { linear, type Node } from "../language/index.ts";
import type { StepOptions } from "./constants.ts";
import { step } from "./step.ts";
import { sumEntries } from "./vectors.ts";

/** Options of {@link modulo}. */
export interface ModuloOptions extends StepOptions {
  /** Largest value of `x`; with it grows the number of steps, `max / n`. */
  readonly max: number;
}

/**
 * `x mod n` of an integer within `[0, max]`: a sawtooth.
 *
 * Value: `x - n sum_j step(x - (j n - 1/2))` over `j = 1 .. max / n`; exact for integers and a `mu >= 2`
 * that is a power of two. Ours.
 *
 * @param x - Of dimension 1.
 * @param n - Modulus, an integer >= 1.
 * @param options - `stepScale` defaults to 4.
 * @throws {ConfigError} If an argument is out of range.
 * @throws {ShapeError} If `x` is not of dimension 1.
 */
export function modulo(x: Node, n: number, { max, stepScale = 4 }: ModuloOptions): Node<1> {
  requireInRange("modulo: n", n, { min: 1, integer: true });
  requireInRange("modulo: max", max, { min: 0, below: Number.POSITIVE_INFINITY });
  const starts = Array.from({ length: Math.floor(max / n) }, (_, j) => (j + 1) * n);
  const value = x.at(0);
  if (starts.length === 0) return value;
  const passed = linear(
    x,
    starts.map(() => [1]),
    starts.map((start) => 0.5 - start),
  );
  const numPassed = sumEntries(step(passed, { stepScale }));
  return value.sub(numPassed.mul(n)).bounded({ min: 0, max: n - 1 });
}
