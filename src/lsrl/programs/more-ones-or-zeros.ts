import { forEach, input, linState, type Program } from "../language/index.ts";
import { larger, not } from "../sugar/index.ts";
import { type ConstantsOption, resolveConstants } from "./program-constants.ts";

/** Options of {@link moreOnesOrZeros}. */
export interface MoreOnesOptions {
  /** Default: `"dyadic"`. */
  readonly constants?: ConstantsOption;
}

/** The program, and how to read it. */
export interface MoreOnesOrZeros {
  /** Bits in, bits out; both of dimension 1. */
  readonly program: Program;
  /** Whether there were strictly more ones than zeros, from the outputs of a run. */
  answer(outputs: readonly (readonly number[])[]): boolean;
}

/**
 * After each bit, 1 if there were strictly more ones than zeros so far, else 0: two counters and a
 * comparison, the first example of the paper.
 *
 * @see Petrov et al. 2024 (LSRL), section 3.
 * @example
 * moreOnesOrZeros().program.run([1, 0, 1]); // [[1], [0], [1]]
 */
export function moreOnesOrZeros({ constants = "dyadic" }: MoreOnesOptions = {}): MoreOnesOrZeros {
  // Counts are integers, so any scale >= 1 will do; nothing is selected.
  const auto = () => ({ stepScale: 4, largeConstant: 1 });
  const { stepScale } = resolveConstants("moreOnesOrZeros", constants, auto);
  const bit = input(1, { min: 0, max: 1 });
  const sum = { A: [[1]], B: [[1]], initState: [0] };
  const count = { min: 0, max: Number.POSITIVE_INFINITY };
  const ones = linState(bit, sum).bounded(count).named("ones");
  const zeros = linState(not(bit), sum).bounded(count).named("zeros");
  return {
    program: forEach(larger(ones, zeros, { stepScale }).named("moreOnes")),
    answer: (outputs) => (outputs.at(-1)?.[0] ?? 0) > 0.5,
  };
}
