import { describe, expect, it } from "vitest";
import { sentencePieceMerges, splitAtWords } from "../../../src/lm/text/sentence-piece.ts";

describe("sentencePieceMerges", () => {
  it("gives the pairs of pieces that make a piece, best score first", () => {
    const pieces = [
      { text: "a", score: -9 },
      { text: "b", score: -9 },
      { text: "abc", score: -3 }, // "a" + "bc" and "ab" + "c", but "c" is no piece
      { text: "bc", score: -2 }, // no "c"
      { text: "ab", score: -1 },
    ];
    expect(sentencePieceMerges(pieces)).toEqual([
      ["a", "b"],
      ["a", "bc"],
    ]);
  });

  it("puts the longest left half first among pairs that make one piece", () => {
    const pieces = ["a", "aa", "aaa"].map((text) => ({ text, score: -text.length }));
    expect(sentencePieceMerges(pieces)).toEqual([
      ["a", "a"],
      ["aa", "a"],
      ["a", "aa"],
    ]);
  });

  it("cuts between letters, never inside one of two code units", () => {
    const pieces = ["😀", "😀😀", "\ud83d"].map((text) => ({ text, score: 0 }));
    expect(sentencePieceMerges(pieces)).toEqual([["😀", "😀"]]);
  });
});

describe("splitAtWords", () => {
  it("applies where no token goes over the end of a word", () => {
    expect(splitAtWords(["▁a", "▁▁", "b"])).not.toBeNull();
    expect(splitAtWords(["▁a", "a▁"])).toBeNull();
  });
});
