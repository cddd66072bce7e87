import { ConfigError } from "../../core/errors.ts";
import { requireInRange } from "../../core/ranges.ts";
import { type Bounds, forEach, input, type Node, type Program } from "../language/index.ts";
import {
  accumulate,
  and,
  bump,
  type Constants,
  counter,
  larger,
  repeat,
  smaller,
  sumEntries,
} from "../sugar/index.ts";
import { type Conditional, createSelect, type Select } from "./conditional.ts";
import { type ConstantsOption, resolveConstants } from "./program-constants.ts";
import { type ErrorRow, measureError } from "./vec2vec-error.ts";
import { askGrid, type GridPrompt, gridPrompt, type VectorFunction } from "./vec2vec-prompt.ts";

/** Options of {@link vec2vec}. */
export interface Vec2VecOptions {
  /** `d`: dimension of the argument. */
  readonly inputDim: number;
  /** `e`: dimension of the value. */
  readonly outputDim: number;
  /** Default: `"optimized"`. */
  readonly conditional?: Conditional;
  /** Default: `"dyadic"`. `"auto"` needs `valueBounds`, and `gridSize` if queries are snapped. */
  readonly constants?: ConstantsOption;
  /** Bounds of every entry of the function's values: networks get smaller, and tokens beyond are refused. */
  readonly valueBounds?: Bounds;
  /** Most cells to a side that prompts will have; needed only for `"auto"`. */
  readonly gridSize?: number;
  /**
   * Moves each query to the middle of one of `2^snap` parts of its cell, 0 being the cell's centre: it
   * is then always answered from the right cell. Needs a step scale of `2^(snap + 1)` times the grid
   * size. Default: queries are used as they are, and fall into the gaps listed at {@link vec2vec}.
   */
  readonly snap?: number;
}

/** The program, and how to prompt and read it. */
export interface Vec2Vec {
  /** Tokens `[1 + d + e]`, outputs `[e]`; the answer is the last one. */
  readonly program: Program;
  readonly constants: Constants;
  /** The function as tokens, one for each of `gridSize^d` cells. */
  gridPrompt(f: VectorFunction, gridSize: number): GridPrompt;
  /** The whole sequence: the query, then the prompt. */
  ask(query: readonly number[], prompt: GridPrompt): readonly (readonly number[])[];
  /** The value from the outputs of a run, `[e]`. */
  answer(outputs: readonly (readonly number[])[]): readonly number[];
  /** `f(query)` as the program sees it through a prompt, beside the truth, for each query. */
  measureError(
    f: VectorFunction,
    gridSize: number,
    queries: readonly (readonly number[])[],
  ): readonly ErrorRow[];
}

/**
 * A program that approximates whatever continuous function its prompt describes: `f` from the cube
 * `[0, 1]^d` to `R^e` comes as a table of its values at the centres of `N^d` cells, and the answer is
 * the value of the cell that holds the query, within {@link errorBound} of `f`.
 *
 * A query as it is (without `snap`) is not answered well in four places, with `mu` the step scale:
 * a coordinate below about `1 / (2 mu)` is in no cell, and the answer is 0; one on a boundary, or up to
 * `1 / (2 mu)` above, belongs to the lower cell; one at half of that ramp is in no cell; and two
 * coordinates on ramps at once are mostly in no cell.
 *
 * @throws {ConfigError} If an option is out of range, or `"auto"` lacks a bound.
 * @see Petrov et al. 2024 (LSRL), section 4 and listing 1; in the listing the counter is broadcast by
 * the recurrence, where it would grow like `d^t`: here, as in the authors' code, by a linear map.
 * @example
 * const { program, gridPrompt, ask, answer } = vec2vec({ inputDim: 1, outputDim: 1, snap: 0 });
 * const prompt = gridPrompt(([x]) => [Math.sin(x)], 16);
 * answer(program.run(ask([0.3], prompt))); // [0.277...], the sine of the corner 4.5 / 16
 */
export function vec2vec(options: Vec2VecOptions): Vec2Vec {
  const { inputDim, outputDim, conditional = "optimized", snap } = options;
  requireInRange("vec2vec: inputDim", inputDim, { min: 1, integer: true });
  requireInRange("vec2vec: outputDim", outputDim, { min: 1, integer: true });
  if (snap !== undefined) requireInRange("vec2vec: snap", snap, { min: 0, integer: true });
  const constants = resolveConstants("vec2vec", options.constants ?? "dyadic", () => auto(options));
  const select = createSelect("vec2vec", conditional, constants);
  const program = forEach(build(options, select, constants));
  const self: Vec2Vec = {
    program,
    constants,
    gridPrompt: (f, gridSize) => gridPrompt(f, { inputDim, outputDim, gridSize }),
    ask: (query, prompt) =>
      askGrid(query, prompt, { inputDim, outputDim, snap, stepScale: constants.stepScale }),
    answer: (outputs) => outputs.at(-1) ?? [],
    measureError: (f, gridSize, queries) => measureError(self, f, gridSize, queries),
  };
  return self;
}

/** Steps need `mu = 2^(snap + 1) N` to tell cells, and 4 to tell bits; `L` covers queries and values. */
function auto({ valueBounds, gridSize, snap }: Vec2VecOptions): Constants {
  if (valueBounds === undefined || (snap !== undefined && gridSize === undefined)) {
    throw new ConfigError(
      `vec2vec: constants "auto" must know valueBounds, and gridSize to snap queries, got ${JSON.stringify({ valueBounds, gridSize, snap })}`,
    );
  }
  const steepness = snap === undefined ? 1024 : 2 ** (snap + 1) * (gridSize ?? 1);
  return {
    stepScale: Math.max(4, steepness),
    largeConstant: Math.max(1, Math.abs(valueBounds.min), Math.abs(valueBounds.max)),
  };
}

function build(
  { inputDim, outputDim, valueBounds }: Vec2VecOptions,
  select: Select,
  { stepScale }: Constants,
): Node {
  const steep = { stepScale };
  const tokenBounds = valueBounds && {
    min: Math.min(0, valueBounds.min),
    max: Math.max(1, valueBounds.max),
  };
  const token = input(1 + inputDim + outputDim, tokenBounds);
  const count = counter(token, { start: 1 }).named("counter");

  // The query lies where later tokens have their cell's width and place, so it starts at entry 0.
  const counts = repeat(count, inputDim);
  const isFirst = { isOn: smaller(counts, 1.5, steep), isOff: larger(counts, 1.5, steep) };
  const isNonNegative = { isNonNegative: true };
  const register = accumulate(select(isFirst, token.slice(0, inputDim), isNonNegative));
  const query = (tokenBounds === undefined ? register : register.bounded(tokenBounds)).named(
    "query",
  );

  const lower = token.slice(1, 1 + inputDim);
  const upper = lower.add(repeat(token.at(0), inputDim));
  const inside = bump(query, lower, upper, steep).named("insideInterval");
  const inBox = larger(sumEntries(inside), inputDim - 0.5, steep);
  const inCell = and(inBox, larger(count, 0.5, steep), steep).named("inCell");

  const inCells = repeat(inCell, outputDim);
  const isHit = { isOn: larger(inCells, 0.5, steep), isOff: smaller(inCells, 0.5, steep) };
  const update = select(isHit, token.slice(1 + inputDim)).named("update");
  return accumulate(update).named("answer");
}
