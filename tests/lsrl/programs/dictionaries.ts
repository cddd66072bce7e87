import { createRandom } from "../../../src/core/random.ts";
import type { DictionaryPair } from "../../../src/lsrl/programs/index.ts";

/** A dictionary with a word that is not in it. */
export interface Dictionary {
  readonly pairs: readonly DictionaryPair[];
  readonly unknown: readonly number[];
}

/**
 * Random words over few letters, so that many keys differ in one token only.
 *
 * @param numPairs - At most `numLetters ** keyLength - 1`.
 */
export function drawDictionary(
  seed: number,
  {
    keyLength,
    numPairs,
    numLetters = 3,
  }: Record<"keyLength" | "numPairs", number> & {
    readonly numLetters?: number;
  },
): Dictionary {
  const random = createRandom(seed).fork(`keyLength ${keyLength}`);
  const draw = (count: number) => Array.from({ length: keyLength }, () => random.integer(count));
  const keys = new Map<string, readonly number[]>();
  while (keys.size < numPairs + 1) {
    const key = draw(numLetters);
    keys.set(key.join(" "), key);
  }
  const [unknown = [], ...known] = keys.values();
  return { pairs: known.map((key) => ({ key, value: draw(10) })), unknown };
}
