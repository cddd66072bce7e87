import { describe, expect, it } from "vitest";
import { exactPreTokenizer } from "../../../src/lm/text/pre-tokenizer.ts";
import { createTokenizer } from "../../../src/lm/text/tokenizer-json.ts";

/** What a text is cut to: every piece that the step gives is one token. */
function pieces(step: { readonly type: string }, text: string, expected: readonly string[]) {
  const tokens = [...new Set(expected), "<|im_end|>"];
  const tokenizer = createTokenizer(
    {
      pre_tokenizer: step,
      decoder: { type: "Fuse" },
      model: {
        type: "BPE",
        vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
        merges: [],
        ignore_merges: true,
      },
    },
    {},
  );
  return tokenizer.encode(text).map(tokenizer.spell);
}

describe("exactPreTokenizer", () => {
  it.each([
    {
      name: "counts every number sign as a digit",
      step: { type: "Digits", individual_digits: true },
      text: "a1²Ⅷx",
      expected: ["a", "1", "²", "Ⅷ", "x"],
    },
    {
      name: "keeps a run of digits together where the file does",
      step: { type: "Digits", individual_digits: false },
      text: "ab12²c",
      expected: ["ab", "12²", "c"],
    },
    {
      name: "takes U+0085 for white space and U+FEFF for none",
      step: { type: "Split", behavior: "Isolated", pattern: { Regex: "\\s+|[^\\s]+" } },
      text: "a\u0085b\ufeffc",
      expected: ["a", "\u0085", "b\ufeffc"],
    },
    {
      name: "leaves an escaped backslash alone",
      step: { type: "Split", behavior: "Isolated", pattern: { Regex: "\\\\s" } },
      text: "a\\sb s",
      expected: ["a", "\\s", "b s"],
    },
    {
      name: "removes what it splits at where the file says so",
      step: { type: "Split", behavior: "Removed", pattern: { String: "." } },
      text: "a.b",
      expected: ["a", "b"],
    },
  ])("$name", ({ step, text, expected }) => {
    expect(pieces(step, text, expected)).toEqual(expected);
  });

  it.each([
    { step: { type: "Whitespace" }, message: /must be one of ByteLevel.*got "Whitespace"/ },
    { step: { type: "Sequence" }, message: /pretokenizers/ },
    { step: { type: "ByteLevel", add_prefix_space: true }, message: /add_prefix_space/ },
    { step: { type: "Metaspace", replacement: "▁" }, message: /split/ },
    {
      step: { type: "Split", behavior: "MergedWithNext", pattern: { String: " " } },
      message: /behavior/,
    },
    {
      step: { type: "Split", behavior: "Isolated", invert: true, pattern: { String: " " } },
      message: /invert/,
    },
  ])("refuses $step, which the library would take for something else", ({ step, message }) => {
    expect(() => exactPreTokenizer(step)).toThrow(message);
  });
});
