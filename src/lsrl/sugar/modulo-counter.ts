import { ConfigError } from "../../core/errors.ts";
import { requireKnownName } from "../../core/names.ts";
import { requireInRange } from "../../core/ranges.ts";
import { linear, type Node } from "../language/index.ts";
import type { StepOptions } from "./constants.ts";
import { counter } from "./counter.ts";
import { modulo } from "./modulo.ts";
import { type CycleKind, oneHotCounter } from "./one-hot-counter.ts";
import { withDimOf } from "./operands.ts";

/** How a modulo counter is built. */
export type ModuloKind = CycleKind | "sawtooth";

/** Options of {@link moduloCounter}. */
export interface ModuloCounterOptions extends StepOptions {
  /** Default: `"rotation"`, as in the paper. */
  readonly kind?: ModuloKind;
  /** Most tokens of a sequence; the sawtooth needs it. */
  readonly horizon?: number;
}

/**
 * `t mod n` at step `t = 0, 1, 2, ...`
 *
 * - `rotation`, `ring`: `sum_i i bit_i` over the bits of {@link oneHotCounter}.
 * - `sawtooth`: {@link modulo} of a plain counter: the only one whose recurrence is diagonal, as Mamba
 *   and Hawk need it; right for `horizon` tokens, with about `2 horizon / n` ReLUs and any `mu >= 2`.
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
  { kind = "rotation", horizon, ...options }: ModuloCounterOptions = {},
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

function sawtooth(x: Node, n: number, horizon: number | undefined, options: StepOptions): Node<1> {
  if (horizon === undefined) {
    throw new ConfigError(
      "moduloCounter: horizon must be given for kind sawtooth, got undefined. State the most tokens of a sequence, or use kind ring.",
    );
  }
  return modulo(counter(x, { horizon }), n, { ...options, max: horizon - 1 });
}
