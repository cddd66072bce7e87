import { requireKnownName } from "../../core/names.ts";
import type { Node } from "../language/index.ts";
import { type Constants, ifElse, ifElseMul, ifElseStep, keepUnless, not } from "../sugar/index.ts";

/**
 * How a program writes "this value if that bit, else 0"; all five compute the same, and differ in
 * size, in the networks that can hold them, and in what rounding and noise do to them.
 *
 * - `direct`: `ifElse` with a branch that is 0.
 * - `optimized`: `keepUnless` with the opposite condition; the smallest without products.
 * - `step`: `ifElseStep` without a second branch.
 * - `mul`: `ifElseMul` with a branch that is 0.
 * - `mulOptimized`: `ifElseMul` without a second branch; the smallest of all, for networks with gates.
 *
 * @see Petrov et al. 2024 (LSRL), appendix B and figure 4.
 */
export type Conditional = "direct" | "optimized" | "step" | "mul" | "mulOptimized";

/** All of them. */
export const conditionals: readonly Conditional[] = [
  "direct",
  "optimized",
  "step",
  "mul",
  "mulOptimized",
];

/** A condition as two bits, of which each conditional reads the one it needs. */
export interface Condition {
  readonly isOn: Node;
  readonly isOff: Node;
}

/** Options of a {@link Select}. */
interface Selected {
  /** The value is known to be >= 0. Default: what its bounds tell. */
  readonly isNonNegative?: boolean;
}

/** `value` where the condition is on, else 0. */
export type Select = (condition: Condition, value: Node, options?: Selected) => Node;

/** A condition whose opposite is `1 - bit`. */
export function whether(bit: Node): Condition {
  return { isOn: bit, isOff: not(bit) };
}

/** Makes the function that a program writes its conditionals with. @throws {ConfigError} If there is none of that name. */
export function createSelect(caller: string, conditional: Conditional, options: Constants): Select {
  const { largeConstant } = options;
  switch (requireKnownName(`${caller}: conditional`, conditional, conditionals)) {
    case "direct":
      return ({ isOn }, value) => ifElse(isOn, value, value.mul(0), { largeConstant });
    case "optimized":
      return ({ isOff }, value, selected = {}) =>
        keepUnless(isOff, value, { largeConstant, ...selected });
    case "step":
      return ({ isOn }, value) => ifElseStep(isOn, value, undefined, options);
    case "mul":
      return ({ isOn }, value) => ifElseMul(isOn, value, value.mul(0));
    case "mulOptimized":
      return ({ isOn }, value) => ifElseMul(isOn, value, undefined);
  }
}
