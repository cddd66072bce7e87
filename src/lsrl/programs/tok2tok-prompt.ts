import { ConfigError, ShapeError } from "../../core/errors.ts";
import { requireInRange } from "../../core/ranges.ts";

/** An entry of a dictionary; both are words of `n` integers. */
export interface DictionaryPair {
  readonly key: readonly number[];
  readonly value: readonly number[];
}

/**
 * Writes a dictionary as tokens.
 *
 * @throws {ShapeError} If a key or a value is not of length `keyLength`.
 * @throws {ConfigError} If two keys are equal, or a token is not an integer.
 */
export function dictionaryPrompt(
  pairs: readonly DictionaryPair[],
  keyLength: number,
): readonly number[] {
  const seen = new Set<string>();
  return pairs.flatMap(({ key, value }, i) => {
    requireWord(`prompt: key ${i}`, key, keyLength);
    requireWord(`prompt: value ${i}`, value, keyLength);
    const name = key.join(" ");
    if (seen.has(name)) throw new ConfigError(`prompt: keys must differ, got [${name}] twice`);
    seen.add(name);
    return [...key, ...value];
  });
}

/** What a sequence must keep to. */
export interface DictionaryLimits {
  readonly keyLength: number;
  readonly maxToken: number | undefined;
  readonly horizon: number | undefined;
}

/**
 * The whole sequence: the query, then the dictionary.
 *
 * @throws {ShapeError | ConfigError} If the query is not a word of `keyLength` integers, or the sequence
 * is longer than `horizon`.
 */
export function askDictionary(
  query: readonly number[],
  prompt: readonly number[],
  { keyLength, maxToken, horizon }: DictionaryLimits,
): readonly number[] {
  requireWord("ask: query", query, keyLength);
  const sequence = [...query, ...prompt];
  if (horizon !== undefined && sequence.length > horizon) {
    throw new ConfigError(
      `ask: the sequence must have at most ${horizon} tokens, got ${sequence.length}. Build the program with a larger horizon.`,
    );
  }
  if (maxToken !== undefined) {
    for (const token of sequence) requireInRange("ask: token", token, { min: 0, max: maxToken });
  }
  return sequence;
}

function requireWord(subject: string, word: readonly number[], length: number): void {
  if (word.length !== length) {
    throw new ShapeError(subject, { expected: [length], actual: [word.length] });
  }
  for (const token of word) requireInRange(subject, token, { integer: true });
}
