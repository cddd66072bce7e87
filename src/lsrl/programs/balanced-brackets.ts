import { ConfigError } from "../../core/errors.ts";
import { forEach, input, type Program, relu } from "../language/index.ts";
import { accumulate } from "../sugar/index.ts";

/** The program, and how to prompt and read it. */
export interface BalancedBrackets {
  /** Tokens 1 for an opening bracket, -1 for a closing one, 0 for anything else; outputs are bits. */
  readonly program: Program;
  /** A text of `(` and `)` as tokens. */
  tokens(text: string): readonly number[];
  /** Whether the whole text was balanced, from the outputs of a run. */
  answer(outputs: readonly (readonly number[])[]): boolean;
}

/**
 * After each bracket, 1 if the text so far is balanced, else 0.
 *
 * `R(1 - |depth| - violations)`: two sums, how many brackets are open, and how far that ever fell below
 * 0, which once it happened nothing takes back. Exact for texts of any length, without a large
 * constant or a steep step. One sort of bracket only: two would need a stack, and a state whose update
 * is affine with fixed weights can not pop. Ours.
 *
 * @example
 * const { program, tokens, answer } = balancedBrackets();
 * program.run(tokens("(())")).flat(); // [0, 0, 0, 1]
 * answer(program.run(tokens("())("))); // false
 */
export function balancedBrackets(): BalancedBrackets {
  const bracket = input(1, { min: -1, max: 1 });
  const depth = accumulate(bracket).named("depth");
  const nonNegative = { min: 0, max: Number.POSITIVE_INFINITY };
  const below = relu(depth.mul(-1)).bounded(nonNegative).named("below");
  const violations = accumulate(below);
  const distance = relu(depth).add(below);
  const balanced = relu(distance.add(violations.named("violations")).subFrom(1));
  return {
    program: forEach(balanced.bounded({ min: 0, max: 1 }).named("balanced")),
    tokens: (text) => Array.from(text, toToken),
    answer: (outputs) => (outputs.at(-1)?.[0] ?? 1) > 0.5, // no text is balanced
  };
}

function toToken(sign: string): number {
  if (sign === "(") return 1;
  if (sign === ")") return -1;
  throw new ConfigError(`tokens: text must hold only ( and ), got "${sign}"`);
}
