import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/core/index.ts";
import { createGgufTokenizer } from "../../../src/lm/text/tokenizer-gguf.ts";
import { byteLevelVocabulary, sentencePieceVocabulary, type Vocabulary } from "./vocabularies.ts";

/** A text's tokens as they are spelled. */
function tokensOf(vocabulary: Vocabulary, text: string): readonly string[] {
  const tokenizer = createGgufTokenizer(vocabulary);
  return tokenizer.encode(text).map(tokenizer.spell);
}

const letters = ["▁", "t", "h", "e", "c", "a", "b"];
const words = sentencePieceVocabulary(["▁t", "he", "▁the", "▁c", "at", "▁cat", ...letters]);

describe("createGgufTokenizer on a byte-level vocabulary", () => {
  const merges = ["Ġ t", "h e", "Ġt he", "1 2"];

  it.each([
    { name: "applies merges in their order", text: "a the", tokens: ["a", "Ġthe"] },
    { name: "keeps every digit apart", text: "12", tokens: ["1", "2"] },
    { name: "gives nothing for nothing", text: "", tokens: [] },
    {
      name: "recognises control tokens",
      text: "<|im_start|>the<|im_end|>",
      tokens: ["<|im_start|>", "t", "he", "<|im_end|>"],
    },
  ])("$name", ({ text, tokens }) => {
    expect(tokensOf(byteLevelVocabulary(merges), text)).toEqual(tokens);
  });

  it.each([
    { pre: "gpt-2", tokens: ["a", "Ġ", "12", "3", "3"] },
    { pre: "smollm", tokens: ["a", "Ġ", "1", "2", "3", "3"] },
    { pre: "default", tokens: ["a", "Ġ", "12", "3", "3"] },
    { pre: "llama-bpe", tokens: ["a", "Ġ", "12", "3", "3"] },
  ])("splits as $pre does", ({ pre, tokens }) => {
    const vocabulary = { ...byteLevelVocabulary(merges), "tokenizer.ggml.pre": pre };
    expect(tokensOf(vocabulary, "a 1233")).toEqual(tokens);
  });

  it("takes a whole word from the vocabulary before any merge, as Llama 3 does", () => {
    // "abc" can be reached by "a bc" alone, and "a b" comes first.
    const vocabulary = {
      ...byteLevelVocabulary(["a b", "b c", "a bc"]),
      "tokenizer.ggml.pre": "llama-bpe",
    };
    expect(tokensOf(vocabulary, "abc")).toEqual(["abc"]);
    expect(tokensOf({ ...vocabulary, "tokenizer.ggml.pre": "gpt-2" }, "abc")).toEqual(["ab", "c"]);
  });
});

describe("createGgufTokenizer on a SentencePiece vocabulary", () => {
  it.each([
    { name: "merges words up", text: "the cat", tokens: ["▁the", "▁cat"] },
    { name: "stops where no merge is left", text: "that", tokens: ["▁t", "h", "at"] },
    { name: "writes an unknown letter as its bytes", text: "é", tokens: ["▁", "<0xC3>", "<0xA9>"] },
    { name: "keeps double spaces", text: "a  cat", tokens: ["▁", "a", "▁", "▁cat"] },
    { name: "puts a space after a control token", text: "<s>the", tokens: ["<s>", "▁the"] },
    { name: "gives nothing for nothing", text: "", tokens: [] },
    {
      name: "does not take a byte's name for the byte",
      text: "<0xC3>a",
      tokens: ["▁", ...["<0x3C>", "<0x30>", "<0x78>", "<0x43>", "<0x33>", "<0x3E>"], "a"],
    },
  ])("$name", ({ text, tokens }) => {
    expect(tokensOf(words, text)).toEqual(tokens);
  });

  it.each([
    { better: ["ab", "bc"], tokens: ["▁", "ab", "c"] },
    { better: ["bc", "ab"], tokens: ["▁", "a", "bc"] },
  ])("merges the pair with the better score first: $better", ({ better, tokens }) => {
    const vocabulary = sentencePieceVocabulary([...better, "▁", "a", "b", "c"]);
    expect(tokensOf(vocabulary, "abc")).toEqual(tokens);
  });

  it("puts no space in front where the file says so", () => {
    const vocabulary = { ...words, "tokenizer.ggml.add_space_prefix": false };
    expect(tokensOf(vocabulary, "the cat")).toEqual(["t", "he", "▁cat"]);
  });

  it("merges over the end of a word where a token does", () => {
    const vocabulary = sentencePieceVocabulary(["e▁", "e▁c", ...letters]);
    expect(tokensOf(vocabulary, "e cat")).toEqual(["▁", "e▁c", "a", "t"]);
  });

  it.each(["the cat", "naïve café", "  two  spaces ", "a\nb"])("gives %j back", (text) => {
    const tokenizer = createGgufTokenizer(words);
    expect(tokenizer.decode([1, ...tokenizer.encode(text), 2])).toBe(text);
  });

  it("ends an answer with the end token", () => {
    expect(createGgufTokenizer(words).endIds).toEqual([2]);
  });
});

describe("createGgufTokenizer on bad metadata", () => {
  const good = byteLevelVocabulary(["h e"]);
  it.each([
    { fault: { "tokenizer.ggml.model": "bert" }, message: /gpt2, llama, got "bert"/ },
    {
      fault: { "tokenizer.ggml.pre": "gpt2" },
      message: /smollm.*got "gpt2"\. Did you mean "gpt-2"/,
    },
    { fault: { "tokenizer.ggml.pre": undefined }, message: /must be one of smollm/ },
    { fault: { "tokenizer.ggml.tokens": undefined }, message: /tokenizer\.ggml\.tokens/ },
    { fault: { "tokenizer.ggml.tokens": [1] }, message: /list of strings/ },
    { fault: { "tokenizer.ggml.token_type": [1] }, message: /one for each token, got 1/ },
    { fault: { "tokenizer.ggml.merges": undefined }, message: /tokenizer\.ggml\.merges/ },
    { fault: { "tokenizer.ggml.eos_token_id": 1e6 }, message: /eos_token_id must be below/ },
    { fault: { "tokenizer.ggml.model": "llama" }, message: /tokenizer\.ggml\.scores/ },
  ])("refuses $fault", ({ fault, message }) => {
    const create = () => createGgufTokenizer({ ...good, ...fault });
    expect(create).toThrow(ConfigError);
    expect(create).toThrow(message);
  });

  it("refuses a file without a vocabulary", () => {
    expect(() => createGgufTokenizer({})).toThrow(/must have a vocabulary/);
  });
});
