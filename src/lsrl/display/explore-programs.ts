import { ConfigError } from "../../core/errors.ts";
import { requireInRange } from "../../core/ranges.ts";
import type { Network } from "../network/index.ts";
import type { Page } from "./drawing/picture.ts";
import type { ExploreOptions } from "./explorer.ts";
import { explorerPage } from "./explorer-page.ts";
import { type DictionaryPrompt, dictionaryTools, editDictionary } from "./page/edit-dictionary.ts";
import { editFunction, type FunctionPrompt, functionTools } from "./page/edit-function.ts";

/** What an explorer of the program `tok2tok` starts with. */
export interface ExploreTok2tokOptions extends ExploreOptions {
  /** Words of as many letters as the program's keys have, from A to Z. */
  readonly pairs: readonly (readonly [key: string, value: string])[];
  /** Default: the first key. */
  readonly query?: string;
  /** Names of the units whose values are letters. Default: those of the library's program. */
  readonly letters?: readonly string[];
}

/** Names of nodes of the library's `tok2tok` that hold tokens. */
const tokenNames = ["token", "output", "queryToken", "query", "expected", "answer"];

/**
 * A page in which the reader edits a dictionary and a query, as letters, and sees the network look it
 * up.
 *
 * @param network - A compiled `tok2tok`: A is the token 1, Z is 26.
 * @throws {ConfigError} If there is no pair, or a word has other signs or another length.
 * @example
 * exploreTok2tok(network, { pairs: [["FRA", "PAR"], ["CAN", "OTT"]], query: "CAN" });
 */
export function exploreTok2tok(network: Network, options: ExploreTok2tokOptions): Page {
  const { pairs, title = "A dictionary in the prompt" } = options;
  const keyLength = pairs[0]?.[0].length;
  if (keyLength === undefined) {
    throw new ConfigError("exploreTok2tok: pairs must hold at least one pair, got none");
  }
  const query = options.query ?? pairs[0]![0];
  for (const word of [query, ...pairs.flat()]) {
    if (!/^[A-Za-z]+$/.test(word) || word.length !== keyLength) {
      throw new ConfigError(
        `exploreTok2tok: words must be ${keyLength} letters from A to Z, as the first key, got "${word}"`,
      );
    }
  }
  const registers = Array.from({ length: keyLength }, (_, i) => `register_${i}`);
  const letters = options.letters ?? [...tokenNames, ...registers];
  const prompt: DictionaryPrompt = { keyLength, query, pairs };
  return explorerPage(network, {
    title,
    prompt,
    editPrompt: editDictionary,
    promptTools: dictionaryTools,
    letters,
  });
}

/** What an explorer of the program `vec2vec` starts with. */
export interface ExploreVec2vecOptions extends ExploreOptions {
  /**
   * `[e]`: a formula for each entry of the value, in `x`, `y`, `z` (or `x1`, `x2`, ... from four
   * arguments on), with the names of JavaScript's `Math`, e.g. `"sin(3 * x + 2 * y)"`.
   */
  readonly formulas: readonly string[];
  /** Cells to a side of the table. Default: 8, less for three arguments and more. */
  readonly gridSize?: number;
  /** `[d]`, within `[0, 1]`. Default: a place off the middle. */
  readonly query?: readonly number[];
  /** The program's option of that name: queries are moved off the boundaries of the cells. */
  readonly snap?: number;
}

/** Most cells of a table: the network runs over all of them for every point of the picture. */
const maxCells = 1024;

/**
 * A page in which the reader writes a function and moves a query, and sees what the network makes of
 * the function's table.
 *
 * @param network - A compiled `vec2vec` with as many outputs as there are formulas.
 * @throws {ConfigError} If the number of formulas or the query does not fit the network.
 * @example
 * exploreVec2vec(network, { formulas: ["sin(6 * x) * y"], gridSize: 8 });
 */
export function exploreVec2vec(network: Network, options: ExploreVec2vecOptions): Page {
  const { formulas, snap, title = "A function in the prompt" } = options;
  const dim = network.inputDim - 1 - network.outputDim;
  if (formulas.length !== network.outputDim || dim < 1) {
    throw new ConfigError(
      `exploreVec2vec: formulas must be ${network.outputDim}, one for each output, got ${formulas.length}`,
    );
  }
  const most = Math.floor(maxCells ** (1 / dim) + 1e-9);
  const gridSizes = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64].filter((size) => size <= most);
  const gridSize = options.gridSize ?? Math.min(8, most);
  requireInRange("exploreVec2vec: gridSize", gridSize, { min: 1, max: most, integer: true });
  const query = options.query ?? Array.from({ length: dim }, (_, i) => [0.3, 0.6][i % 2]!);
  if (query.length !== dim) {
    throw new ConfigError(`exploreVec2vec: query must have ${dim} entries, got ${query.length}`);
  }
  for (const q of query) requireInRange("exploreVec2vec: query", q, { min: 0, max: 1 });
  const names = Array.from({ length: dim }, (_, i) => (dim <= 3 ? "xyz"[i]! : `x${i + 1}`));
  const prompt: FunctionPrompt = {
    formulas,
    names,
    gridSizes: [...new Set([...gridSizes, gridSize])].sort((a, b) => a - b),
    gridSize,
    query,
    snap,
  };
  return explorerPage(network, {
    title,
    prompt,
    editPrompt: editFunction,
    promptTools: functionTools,
    letters: [],
  });
}
