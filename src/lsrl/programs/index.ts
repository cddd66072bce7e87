export { type BalancedBrackets, balancedBrackets } from "./balanced-brackets.ts";
export { type Conditional, conditionals } from "./conditional.ts";
export { lettersToTokens, tokensToLetters } from "./letters.ts";
export {
  type LinearRegression,
  type LinearRegressionOptions,
  linearRegression,
} from "./linear-regression.ts";
export {
  type MoreOnesOptions,
  type MoreOnesOrZeros,
  moreOnesOrZeros,
} from "./more-ones-or-zeros.ts";
export type { ConstantsOption } from "./program-constants.ts";
export {
  type ShiftAutomaton,
  type ShiftAutomatonOptions,
  shiftAutomaton,
} from "./shift-automaton.ts";
export {
  type Tok2Tok,
  type Tok2TokFormulation,
  type Tok2TokOptions,
  tok2tok,
} from "./tok2tok.ts";
export type { DictionaryPair } from "./tok2tok-prompt.ts";
export { type Vec2Vec, type Vec2VecOptions, vec2vec } from "./vec2vec.ts";
export { type ErrorRow, errorBound, gridSizeFor } from "./vec2vec-error.ts";
export type { GridPrompt, VectorFunction } from "./vec2vec-prompt.ts";
