import { requireInRange } from "../../core/ranges.ts";
import { forEach, input, type Node, type Program, relu } from "../language/index.ts";
import { accumulate, counter, modulo, oneHotOf, repeat, sumEntries } from "../sugar/index.ts";
import { type Conditional, createSelect, whether } from "./conditional.ts";
import { type ConstantsOption, resolveConstants } from "./program-constants.ts";

/** Options of {@link shiftAutomaton}. */
export interface ShiftAutomatonOptions {
  /** States, numbered from 0 round a circle. */
  readonly numStates: number;
  /** Letters, numbered from 0. */
  readonly numLetters: number;
  /** Most tokens of a sequence, the table included. */
  readonly horizon: number;
  /** Default: `"optimized"`. */
  readonly conditional?: Conditional;
  /** Default: `"dyadic"`. */
  readonly constants?: ConstantsOption;
}

/** The program, and how to prompt and read it. */
export interface ShiftAutomaton {
  /** Tokens and outputs of dimension 1. */
  readonly program: Program;
  /** The whole sequence: for each letter how many states it goes on, then the letters of a word. */
  ask(table: readonly number[], word: readonly number[]): readonly number[];
  /** The states after each letter of the word, from the outputs of a run. */
  answer(outputs: readonly (readonly number[])[]): readonly number[];
}

/**
 * Runs the automaton that its prompt describes: the states lie on a circle, the prompt says how far each
 * letter goes on, and then come the letters of a word, from state 0. With two states and the table
 * `[0, 1]` it is parity, with others a clock, a winding number, a checksum.
 *
 * The moves commute, so the state is the sum of all moves modulo `numStates`: a plain sum is all that the
 * program remembers. Automata whose moves do not commute are out of reach in general: a program is of
 * fixed depth and its states are affine with fixed weights, which keeps it, like a fixed number of
 * threshold layers, from the permutations of five things (unless NC1 = TC0). The modulus of a sum
 * needs `horizon`. Every recurrence is diagonal. Ours.
 *
 * @throws {ConfigError} If an option is out of range.
 * @example
 * const { program, ask, answer } = shiftAutomaton({ numStates: 3, numLetters: 2, horizon: 20 });
 * answer(program.run(ask([1, 2], [0, 0, 1]))); // [1, 2, 1]
 */
export function shiftAutomaton(options: ShiftAutomatonOptions): ShiftAutomaton {
  const { numStates, numLetters, horizon, conditional = "optimized" } = options;
  requireInRange("shiftAutomaton: numStates", numStates, { min: 1, integer: true });
  requireInRange("shiftAutomaton: numLetters", numLetters, { min: 1, integer: true });
  requireInRange("shiftAutomaton: horizon", horizon, { min: numLetters, integer: true });
  const maxToken = Math.max(numStates, numLetters) - 1;
  const constants = resolveConstants("shiftAutomaton", options.constants ?? "dyadic", () => ({
    stepScale: 4,
    largeConstant: Math.max(1, maxToken),
  }));
  const { stepScale } = constants;
  const select = createSelect("shiftAutomaton", conditional, constants);
  const token = input(1, { min: 0, max: maxToken });
  const tokens = repeat(token, numLetters);
  const place = oneHotOf(counter(token, { horizon }), numLetters + 1, { stepScale });
  const tablePlace = place.slice(0, numLetters).named("tablePlace");
  const table = boundedBy(maxToken, accumulate(select(whether(tablePlace), tokens)));
  const isTable = repeat(sumEntries(tablePlace), numLetters);
  const isLetter = relu(oneHotOf(token, numLetters, { stepScale }).sub(isTable)).named("letter");
  const moves = select(whether(boundedBy(1, isLetter)), table.named("table"));
  const total = accumulate(boundedBy(maxToken, sumEntries(moves)).named("move"));
  const max = (horizon - numLetters) * (numStates - 1);
  return {
    program: forEach(modulo(total, numStates, { max, stepScale }).named("state")),
    ask: (moveOf, word) => {
      requireAll("ask: table", moveOf, numStates);
      requireInRange("ask: table length", moveOf.length, { min: numLetters, max: numLetters });
      requireAll("ask: word", word, numLetters);
      requireInRange("ask: length of table and word", numLetters + word.length, { max: horizon });
      return [...moveOf, ...word];
    },
    answer: (outputs) => outputs.slice(numLetters).map(([state = 0]) => Math.round(state)),
  };
}

function boundedBy(max: number, node: Node): Node {
  return node.bounded({ min: 0, max });
}

function requireAll(subject: string, values: readonly number[], count: number): void {
  for (const value of values) {
    requireInRange(subject, value, { min: 0, max: count - 1, integer: true });
  }
}
