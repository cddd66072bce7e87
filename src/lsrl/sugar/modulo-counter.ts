import { ConfigError } from "../../core/errors.ts";
import { requireKnownName } from "../../core/names.ts";
import { requireInRange } from "../../core/ranges.ts";
import { linear, type Node } from "../language/index.ts";
import { SparseMatrix } from "../matrix.ts";
import type { StepOptions } from "./constants.ts";
import { counter } from "./counter.ts";
import { type CycleKind, oneHotCounter } from "./one-hot-counter.ts";
import { withDimOf } from "./operands.ts";
import { step } from "./step.ts";

/** How a modulo counter is built. */
export type ModuloKind = CycleKind | "sawtooth";

/** Options of {@link moduloCounter}. */
export interface ModuloOptions extends StepOptions {
  /** Default: `"rotation"`, as in the paper. */
  readonly kind?: ModuloKind;
  /** Most tokens of a sequence; the sawtooth needs it. */
  readonly horizon?: number;
}

/**
 * `t mod n` at step `t = 0, 1, 2, ...`
 *
 * - `rotation`, `ring`: `sum_i i bit_i` over the bits of {@link oneHotCounter}.
 * - `sawtooth`: `g - n sum_j step(g - (j n - 1/2))`, `g` a plain counter: the only one whose recurrence
 *   is diagonal, as Mamba and Hawk need it; right for `horizon` tokens, with about
 *   `2 horizon / n` ReLUs and any `mu >= 2`.
 *
 * @param x - Any node of the program.
 * @param n - Modulus, an integer >= 1.
 * @param options - `stepScale` defaults to the power of two that `n` needs (rotation), or 4 (sawtooth).
 * @throws {ConfigError} If an argument is out of range, or the sawtooth has no `horizon`.
 * @see Petrov et al. 2024 (LSRL), appendix A, for the rotation; the others are ours.
 */
export function moduloCounter(
  x: Node,
  n: number,
  { kind = "rotation", horizon, ...options }: ModuloOptions = {},
): Node<1> {
  requireInRange("moduloCounter: n", n, { min: 1, integer: true });
  const known = requireKnownName("moduloCounter: kind", kind, ["rotation", "ring", "sawtooth"]);
  if (known === "sawtooth") return sawtooth(x, n, horizon, options);
  return valueOfOneHot(oneHotCounter(x, n, { ...options, kind: known }));
}

/** The place of the bit that is 1, from 0. */
export function valueOfOneHot(oneHot: Node): Node<1> {
  const places = [Array.from({ length: oneHot.dim }, (_, i) => i)];
  return withDimOf(oneHot.at(0), linear(oneHot, places)).bounded({ min: 0, max: oneHot.dim - 1 });
}

function sawtooth(
  x: Node,
  n: number,
  horizon: number | undefined,
  { stepScale = 4 }: StepOptions,
): Node<1> {
  if (horizon === undefined) {
    throw new ConfigError(
      "moduloCounter: horizon must be given for kind sawtooth, got undefined. State the most tokens of a sequence, or use kind ring.",
    );
  }
  const count = counter(x, { horizon });
  const numTeeth = Math.floor((horizon - 1) / n);
  if (numTeeth === 0) return count;
  const column = Array.from({ length: numTeeth }, () => [1]);
  const overThreshold = linear(
    count,
    column,
    column.map((_, j) => 0.5 - (j + 1) * n),
  );
  const falls = linear(
    step(overThreshold, { stepScale }),
    SparseMatrix.fromRows([column.map(() => n)]),
  );
  return withDimOf(count, count.sub(withDimOf(count, falls))).bounded({ min: 0, max: n - 1 });
}
