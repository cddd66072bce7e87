import { type PreTokenizerJson, splitAt } from "./pre-tokenizer.ts";

/** A piece of a SentencePiece vocabulary that text is merged to. */
export interface ScoredPiece {
  readonly text: string;
  /** Pieces of a higher score are merged first. */
  readonly score: number;
}

/**
 * The merges that SentencePiece's BPE makes, in the order it prefers them.
 *
 * SentencePiece joins the two neighbours whose join has the highest score; a pair is a merge if it and
 * both halves are pieces. Among pairs with one join the longest left half goes first, which is nearest
 * to SentencePiece's rule that of equal scores the leftmost counts.
 *
 * @see Kudo and Richardson 2018 (SentencePiece), section 3.
 */
export function sentencePieceMerges(
  pieces: readonly ScoredPiece[],
): readonly (readonly [left: string, right: string])[] {
  const known = new Set(pieces.map(({ text }) => text));
  const byScore = [...pieces].sort((a, b) => b.score - a.score);
  return byScore.flatMap(({ text }) => {
    const letters = [...text];
    const pairs: (readonly [string, string])[] = [];
    for (let length = letters.length - 1; length >= 1; length -= 1) {
      const left = letters.slice(0, length).join("");
      const right = letters.slice(length).join("");
      if (known.has(left) && known.has(right)) pairs.push([left, right]);
    }
    return pairs;
  });
}

/**
 * Cuts a text before each word, so that merging takes time in proportion to its length.
 *
 * @param tokens - The vocabulary.
 * @returns `null` if a token goes over a word's end: then the cut would change what is merged.
 */
export function splitAtWords(tokens: readonly string[]): PreTokenizerJson | null {
  return tokens.some((token) => /[^▁]▁/u.test(token)) ? null : splitAt("▁*[^▁]+|▁+");
}
