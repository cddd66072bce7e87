import { requireInRange } from "../../core/ranges.ts";
import { linear, type Node } from "../language/index.ts";
import { type Entry, SparseMatrix } from "../matrix.ts";
import { constant } from "./constant.ts";
import type { StepOptions } from "./constants.ts";
import { bitBounds } from "./operands.ts";
import { step } from "./step.ts";

/**
 * The bits "x = i", `[n]`, of an integer: bit 0 is also on below 0, and bit `n - 1` above `n - 1`.
 *
 * Value: `over_i - over_(i + 1)`, where `over_i = step(x - (i - 1/2))`, `over_0 = 1` and `over_n = 0`; right
 * for integers and any `mu >= 2`.
 *
 * @param n - Number of values told apart, an integer >= 1.
 * @throws {ConfigError} If an argument is out of range.
 */
export function oneHotOf(x: Node, n: number, options: StepOptions = {}): Node {
  requireInRange("oneHotOf: n", n, { min: 1, integer: true });
  if (n === 1) return constant(x, 1);
  const column = Array.from({ length: n - 1 }, () => [1]);
  const thresholds = linear(
    x,
    column,
    column.map((_, i) => -(i + 0.5)),
  );
  const over = step(thresholds, options);
  const entries = column.flatMap((_, i): readonly Entry[] => [
    [i, i, -1],
    [i + 1, i, 1],
  ]);
  const first = Array.from({ length: n }, (_, i) => (i === 0 ? 1 : 0));
  return linear(over, SparseMatrix.fromEntries(n, n - 1, entries), first).bounded(bitBounds);
}
