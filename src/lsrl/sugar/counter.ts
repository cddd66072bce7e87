import { requireInRange } from "../../core/ranges.ts";
import { linState, type Node } from "../language/index.ts";
import { constant } from "./constant.ts";
import { withDimOf } from "./operands.ts";

/** How a counter counts. */
export interface CounterOptions {
  /** Its value at the first token. Default: 0. */
  readonly start?: number;
  /** Most tokens that are ever counted: a promise that compilers rely on. Default: no limit. */
  readonly horizon?: number;
}

/**
 * The number of the token: `start`, `start + 1`, ... Exact up to 2^53.
 *
 * @param x - Any node of the program.
 * @throws {ConfigError} If `start` is not finite, or `horizon` is not an integer >= 1.
 */
export function counter(x: Node, { start = 0, horizon }: CounterOptions = {}): Node<1> {
  if (horizon !== undefined) {
    requireInRange("counter: horizon", horizon, { min: 1, integer: true });
  }
  const one = constant(x, 1);
  const count = linState(one, { A: [[1]], B: [[1]], initState: [start - 1] });
  return withDimOf(one, count).bounded({
    min: start,
    max: horizon === undefined ? Number.POSITIVE_INFINITY : start + horizon - 1,
  });
}
