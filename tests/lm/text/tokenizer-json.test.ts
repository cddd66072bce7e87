import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/core/index.ts";
import { requireFits } from "../../../src/lm/text/require-fits.ts";
import { createGgufTokenizer } from "../../../src/lm/text/tokenizer-gguf.ts";
import { createTokenizer } from "../../../src/lm/text/tokenizer-json.ts";
import { byteLevelJson, byteLevelVocabulary } from "./vocabularies.ts";

const merges = ["Ġ t", "h e", "Ġt he"];
const json = byteLevelJson(merges);
const config = { eos_token: "<|im_end|>" };

describe("createTokenizer", () => {
  it("agrees with the GGUF form of the same vocabulary", () => {
    const text = "<|im_start|>The 12 hens of the\n\nheath,  they're there<|im_end|>\n";
    const ids = createGgufTokenizer(byteLevelVocabulary(merges)).encode(text);
    expect(createTokenizer(json, config).encode(text)).toEqual(ids);
  });

  it("reads merges as pairs too, and an end token with its options", () => {
    const pairs = merges.map((merge) => merge.split(" "));
    const tokenizer = createTokenizer(
      { ...json, model: { ...json.model, merges: pairs } },
      { eos_token: { content: "<|im_end|>", lstrip: false } },
    );
    expect(tokenizer.encode(" the").map(tokenizer.spell)).toEqual(["Ġthe"]);
    expect(tokenizer.endIds).toEqual([2]);
  });

  it("adds no token around a text", () => {
    const template = { type: "TemplateProcessing", single: [{ SpecialToken: { id: "<s>" } }] };
    const tokenizer = createTokenizer({ ...json, post_processor: template }, config);
    expect(tokenizer.encode("he").map(tokenizer.spell)).toEqual(["he"]);
  });

  it("ends an answer with the known turn ends beside the configured token", () => {
    expect(createTokenizer(json, { eos_token: "<|endoftext|>" }).endIds).toEqual([0, 2]);
    expect(createTokenizer(json, {}).endIds).toEqual([2]);
  });

  it("decodes nothing to nothing, and leaves control tokens out", () => {
    const tokenizer = createTokenizer(json, config);
    expect(tokenizer.decode([])).toBe("");
    expect(tokenizer.decode([1, ...tokenizer.encode("the"), 2])).toBe("the");
  });

  it.each([-1, 0.5, 1_000_000])("refuses the id %d", (id) => {
    const tokenizer = createTokenizer(json, config);
    expect(() => tokenizer.decode([id])).toThrow(/from 0 to \d+, got/);
    expect(() => tokenizer.spell(id)).toThrow(ConfigError);
  });

  it("counts a token that was added behind the vocabulary", () => {
    const size = createTokenizer(json, config).vocabularySize;
    const added = [...json.added_tokens, { id: size, content: "<pad>", special: true }];
    const tokenizer = createTokenizer({ ...json, added_tokens: added }, config);
    expect(tokenizer.vocabularySize).toBe(size + 1);
    expect(tokenizer.encode("<pad>")).toEqual([size]);
  });

  it.each([
    { name: "no object", file: "GGUF", message: /tokenizer\.json must describe/ },
    { name: "no model", file: { ...json, model: undefined }, message: /model/ },
    {
      name: "another algorithm",
      file: { ...json, model: { ...json.model, type: "Unigram" } },
      message: /"BPE"[\s\S]*model\.type/,
    },
    {
      name: "ids that are not numbers",
      file: { ...json, model: { ...json.model, vocab: { a: "0" } } },
      message: /each token's id/,
    },
    {
      name: "merges that are not pairs",
      file: { ...json, model: { ...json.model, merges: [["a"]] } },
      message: /list of pairs/,
    },
    { name: "no decoder", file: { ...json, decoder: null }, message: /decoder/ },
    {
      name: "an unknown normalizer",
      file: { ...json, normalizer: { type: "Rot13" } },
      message: /of a known kind, got: .*Rot13/,
    },
  ])("refuses a tokenizer.json with $name", ({ file, message }) => {
    expect(() => createTokenizer(file, config)).toThrow(ConfigError);
    expect(() => createTokenizer(file, config)).toThrow(message);
  });

  it("refuses an end token that is not in the vocabulary, and a vocabulary without one", () => {
    expect(() => createTokenizer(json, { eos_token: "</s>" })).toThrow(/got "<\/s>"\. Take both/);
    expect(() => createTokenizer({ ...json, added_tokens: [], model: plainModel() }, {})).toThrow(
      /must end an answer/,
    );
  });
});

function plainModel() {
  return { type: "BPE", vocab: { h: 0, e: 1, he: 2 }, merges: ["h e"] };
}

describe("requireFits", () => {
  const tokenizer = createTokenizer(json, config);

  it("accepts a model with as many tokens or more", () => {
    const { vocabularySize } = tokenizer;
    expect(() => requireFits(tokenizer, { vocabularySize })).not.toThrow();
    expect(() => requireFits(tokenizer, { vocabularySize: vocabularySize + 1 })).not.toThrow();
  });

  it("refuses a model with fewer", () => {
    expect(() => requireFits(tokenizer, { vocabularySize: 10 })).toThrow(/model's 10 tokens, got/);
  });
});
