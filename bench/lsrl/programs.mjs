/** The programs that bench/lsrl.mjs times, by their options; `keyLength` tells the dictionaries. */
import { tok2tok, vec2vec } from "triptych/lsrl";

const NUM_PAIRS = 3;
const GRID_SIZE = 8;

const conditionals = ["optimized", "mulOptimized"];
const dictionaries = [3, 10, 35].flatMap((keyLength) =>
  ["paper", "ring"].map((formulation) => ({ keyLength, formulation })),
);

export const cases = [{}, ...dictionaries].flatMap((options) =>
  conditionals.map((conditional) => ({ ...options, conditional })),
);

export function nameOf({ keyLength, formulation = "paper", conditional }) {
  const program =
    keyLength === undefined ? "vec2vec 2->2" : `tok2tok n=${keyLength} ${formulation}`;
  return `${program} ${conditional}`;
}

/** The program, and a prompt with the outputs that are right at its end. */
export function createCase(options) {
  return options.keyLength === undefined ? tableCase(options) : dictionaryCase(options);
}

function tableCase(options) {
  const { program, gridPrompt, ask } = vec2vec({ inputDim: 2, outputDim: 2, ...options });
  const prompt = gridPrompt(([x, y]) => [Math.sin(3 * x + 2 * y), Math.cos(x - y)], GRID_SIZE);
  const sequence = ask([0.3, 0.6], prompt);
  return { program, sequence, answer: prompt.tokens[2 * GRID_SIZE + 4].slice(3) };
}

function dictionaryCase(options) {
  const { program, prompt, ask } = tok2tok(options);
  const word = (start) => Array.from({ length: options.keyLength }, (_, j) => (start + 3 * j) % 10);
  const pairs = Array.from({ length: NUM_PAIRS }, (_, i) => ({
    key: word(7 * i),
    value: word(3 * i + 1),
  }));
  const { key, value } = pairs.at(-1);
  const sequence = ask(key, prompt(pairs)).map((token) => [token]);
  return { program, sequence, answer: [value.at(-1)] };
}
