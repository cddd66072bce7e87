import { ConfigError } from "../../core/errors.ts";

/**
 * Letters as tokens, `A` being 1 and `Z` 26.
 *
 * @throws {ConfigError} If there is another sign.
 */
export function lettersToTokens(word: string): readonly number[] {
  return Array.from(word, (letter) => {
    if (!/^[A-Z]$/.test(letter)) {
      throw new ConfigError(`lettersToTokens: word must hold letters from A to Z, got "${letter}"`);
    }
    return letter.charCodeAt(0) - 64;
  });
}

/** Tokens as letters; whatever is no letter becomes `"?"`. */
export function tokensToLetters(tokens: readonly number[]): string {
  return tokens
    .map((token) => (token >= 1 && token <= 26 ? String.fromCharCode(64 + Math.round(token)) : "?"))
    .join("");
}
