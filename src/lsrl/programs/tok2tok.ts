import { ConfigError } from "../../core/errors.ts";
import { requireKnownName } from "../../core/names.ts";
import { requireInRange } from "../../core/ranges.ts";
import { forEach, input, type Program } from "../language/index.ts";
import type { Constants } from "../sugar/index.ts";
import { type Conditional, createSelect } from "./conditional.ts";
import { type ConstantsOption, resolveConstants } from "./program-constants.ts";
import { buildDiagonal } from "./tok2tok-diagonal.ts";
import { buildPaper } from "./tok2tok-paper.ts";
import { askDictionary, type DictionaryPair, dictionaryPrompt } from "./tok2tok-prompt.ts";
import { buildRing } from "./tok2tok-ring.ts";

/**
 * How the dictionary is written.
 *
 * - `paper`: listing 2 of the paper, with rotations for counters and nested comparisons.
 * - `ring`: ours; one linear state of `2n` coordinates keeps all places, and conditions are sums of its
 *   coordinates. The smallest; exact for integers at any length, for it counts nothing.
 * - `diagonal`: ours; every recurrence is diagonal with entries in `[0, 1]`, as Mamba and Hawk need it.
 *   Right for `horizon` tokens.
 */
export type Tok2TokFormulation = "paper" | "ring" | "diagonal";

/** Options of {@link tok2tok}. */
export interface Tok2TokOptions {
  /** `n`: tokens of a key, and of a value. */
  readonly keyLength: number;
  /** Default: `"optimized"`. */
  readonly conditional?: Conditional;
  /** Default: `"dyadic"`. `"auto"` needs `maxToken`, and `horizon` except for the ring. */
  readonly constants?: ConstantsOption;
  /** Default: `"paper"`. */
  readonly formulation?: Tok2TokFormulation;
  /** Largest token; tokens are then within `[0, maxToken]`, others are refused. Default: no limit. */
  readonly maxToken?: number;
  /** Most tokens of a sequence: `n + 2 n numPairs`. Default: no limit. */
  readonly horizon?: number;
}

/** The program, and how to prompt and read it. */
export interface Tok2Tok {
  /** Tokens and outputs of dimension 1; the answer is the last `n` outputs. */
  readonly program: Program;
  readonly constants: Constants;
  /** A dictionary as tokens: each key, then its value. */
  prompt(pairs: readonly DictionaryPair[]): readonly number[];
  /** The whole sequence: the query, then the prompt. */
  ask(query: readonly number[], prompt: readonly number[]): readonly number[];
  /** The value from the outputs of a run, `n` integers; zeros if there is no such key. */
  answer(outputs: readonly (readonly number[])[]): readonly number[];
}

/**
 * A program that looks its query up in whatever dictionary the prompt holds: keys and values are
 * words of `n` integers, the query comes first, and the last `n` outputs are the value of its key.
 *
 * Keys must differ (of equal keys the values are mixed), and a query that is no key gives zeros. With
 * the conditional `optimized` tokens must be >= 0; with the formulations `ring` and `diagonal` they must
 * be integers, while `paper` takes tokens less than 1/4 apart for equal.
 *
 * @throws {ConfigError} If an option is out of range, or `"auto"` or the formulation lacks a bound.
 * @see Petrov et al. 2024 (LSRL), section 4 and listing 2, whose places run from 1 while its counter
 * starts at 0; here both start at 0.
 * @example
 * const { program, prompt, ask, answer } = tok2tok({ keyLength: 2 });
 * const pairs = [{ key: [1, 2], value: [7, 7] }, { key: [3, 4], value: [8, 9] }];
 * answer(program.run(ask([3, 4], prompt(pairs)))); // [8, 9]
 */
export function tok2tok(options: Tok2TokOptions): Tok2Tok {
  const { keyLength, conditional = "optimized", maxToken, horizon } = options;
  requireInRange("tok2tok: keyLength", keyLength, { min: 1, integer: true });
  if (maxToken !== undefined) {
    requireInRange("tok2tok: maxToken", maxToken, { min: 0, below: Number.POSITIVE_INFINITY });
  }
  if (horizon !== undefined) {
    requireInRange("tok2tok: horizon", horizon, { min: 1, integer: true });
  }
  const formulation = requireKnownName(
    "tok2tok: formulation",
    options.formulation ?? "paper",
    Object.keys(builders) as readonly Tok2TokFormulation[],
  );
  const constants = resolveConstants("tok2tok", options.constants ?? "dyadic", () =>
    auto(formulation, options),
  );
  const isNonNegative = maxToken !== undefined || conditional === "optimized";
  const token = input(1, {
    ...(isNonNegative ? { min: 0 } : {}),
    ...(maxToken === undefined ? {} : { max: maxToken }),
  });
  const select = createSelect("tok2tok", conditional, constants);
  const sink = builders[formulation]({ token, keyLength, select, constants, horizon });
  return {
    program: forEach(sink.named("answer")),
    constants,
    prompt: (pairs) => dictionaryPrompt(pairs, keyLength),
    ask: (query, prompt) => askDictionary(query, prompt, { keyLength, maxToken, horizon }),
    answer: (outputs) => outputs.slice(-keyLength).map(([value = 0]) => Math.round(value)),
  };
}

const builders = { paper: buildPaper, ring: buildRing, diagonal: buildDiagonal };

/** Comparisons are of integers with halves between them; `L` covers tokens and counts. */
function auto(
  formulation: Tok2TokFormulation,
  { keyLength, maxToken, horizon }: Tok2TokOptions,
): Constants {
  const count = formulation === "ring" ? 1 : horizon;
  if (maxToken === undefined || count === undefined) {
    throw new ConfigError(
      `tok2tok: constants "auto" must know maxToken, and horizon unless the formulation is ring, got ${JSON.stringify({ maxToken, horizon })}`,
    );
  }
  return { stepScale: 4, largeConstant: Math.max(1, maxToken, count + keyLength) };
}
