import { requireInRange } from "../../core/ranges.ts";
import type { Vec2Vec } from "./vec2vec.ts";
import type { VectorFunction } from "./vec2vec-prompt.ts";

/** One query, what the program answers, and the truth. */
export interface ErrorRow {
  readonly gridSize: number;
  /** `[d]`. */
  readonly query: readonly number[];
  /** `[e]`. */
  readonly answer: readonly number[];
  /** `f(query)`, `[e]`. */
  readonly truth: readonly number[];
  /** Euclidean distance between the two. */
  readonly error: number;
}

/**
 * How far the value at a cell's centre can be from the value at a query in the cell:
 * `lipschitz sqrt(d) / (2 N)`.
 *
 * @param lipschitz - Lipschitz constant of the function in the Euclidean norms.
 * @param inputDim - `d`.
 * @param gridSize - `N`: cells to a side.
 * @throws {ConfigError} If an argument is out of range.
 * @see Petrov et al. 2024 (LSRL), section 4 and appendix B.
 */
export function errorBound(lipschitz: number, inputDim: number, gridSize: number): number {
  requireInRange("errorBound: lipschitz", lipschitz, { min: 0 });
  requireInRange("errorBound: gridSize", gridSize, { min: 1, integer: true });
  return (lipschitz * Math.sqrt(inputDim)) / (2 * gridSize);
}

/**
 * The least number of cells to a side for an accuracy, `lipschitz sqrt(d) / (2 accuracy)` rounded up;
 * the prompt has that many to the power of `d` tokens.
 *
 * @throws {ConfigError} Unless `accuracy > 0`.
 */
export function gridSizeFor(accuracy: number, lipschitz: number, inputDim: number): number {
  requireInRange("gridSizeFor: accuracy", accuracy, { above: 0 });
  return Math.max(1, Math.ceil((lipschitz * Math.sqrt(inputDim)) / (2 * accuracy)));
}

/** Asks the program each query through one prompt. */
export function measureError(
  { program, gridPrompt, ask, answer }: Vec2Vec,
  f: VectorFunction,
  gridSize: number,
  queries: readonly (readonly number[])[],
): readonly ErrorRow[] {
  const prompt = gridPrompt(f, gridSize);
  return queries.map((query) => {
    const given = answer(program.run(ask(query, prompt)));
    const truth = f(query);
    const error = Math.hypot(...truth.map((value, i) => value - given[i]!));
    return { gridSize, query, answer: given, truth, error };
  });
}
