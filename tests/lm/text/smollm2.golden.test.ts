import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { encodeAnswers } from "../../../src/lm/text/answer-tokens.ts";
import { createGgufChatTemplate } from "../../../src/lm/text/template-files.ts";
import type { ChatTemplate, Tokenizer } from "../../../src/lm/text/tokenizer.ts";
import { createGgufTokenizer } from "../../../src/lm/text/tokenizer-gguf.ts";
import { readGolden } from "../../helpers/golden.ts";
import { readSmollm2Metadata } from "./smollm2.ts";

const ids = z.array(z.int());

const texts = z
  .array(z.object({ text: z.string(), ids, tokens: z.array(z.string()) }))
  .parse(goldenFile("tokenizer"));

const chats = z
  .array(
    z.object({
      messages: z.array(
        z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() }),
      ),
      add_generation_prompt: z.boolean(),
      text: z.string(),
      ids,
    }),
  )
  .parse(goldenFile("chat"));

function goldenFile(name: string): unknown {
  return readGolden("fit/smollm2", name)[0]?.content;
}

let tokenizer: Tokenizer;
let template: ChatTemplate;

beforeAll(async () => {
  const metadata = await readSmollm2Metadata();
  tokenizer = createGgufTokenizer(metadata);
  template = createGgufChatTemplate(metadata);
});

describe("createGgufTokenizer on SmolLM2", () => {
  it("has the model's vocabulary and ends an answer with <|im_end|>", () => {
    expect(tokenizer.vocabularySize).toBe(49_152);
    expect(tokenizer.endIds.map(tokenizer.spell)).toEqual(["<|im_end|>"]);
  });

  it.each(texts)("encodes $text as the reference does", ({ text, ids: expected, tokens }) => {
    const encoded = tokenizer.encode(text);
    expect(encoded).toEqual(expected);
    expect(encoded.map(tokenizer.spell)).toEqual(tokens);
  });

  it("gives each text back, without its control tokens", () => {
    const lost = texts.filter(
      ({ text, ids: encoded }) => tokenizer.decode(encoded) !== text.replaceAll(/<\|\w+\|>/gu, ""),
    );
    expect(lost).toEqual([]);
  });

  it("takes a lone surrogate for the replacement character", () => {
    expect(tokenizer.encode("a\ud800b\udc00")).toEqual(tokenizer.encode("a\ufffdb\ufffd"));
  });

  it("loses no letter of a megabyte", () => {
    const text = "The quick brown fox jumps over the lazy dog. ".repeat(22_000);
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });
});

describe("createGgufChatTemplate on SmolLM2", () => {
  it.each(chats)("writes golden conversation %#", (chat) => {
    const text = template.render(chat.messages, {
      addGenerationPrompt: chat.add_generation_prompt,
    });
    expect(text).toBe(chat.text);
    expect(tokenizer.encode(text)).toEqual(chat.ids);
  });
});

describe("encodeAnswers on SmolLM2", () => {
  it("continues the golden prompt with the label's own tokens and <|im_end|>", () => {
    const { messages, ids: prompt } = chats[0]!;
    const encoded = encodeAnswers({ tokenizer, template }, messages, ["positive", "negative"]);
    expect(encoded.prompt).toEqual(prompt);
    expect(encoded.answers).toEqual([
      [...tokenizer.encode("positive"), 2],
      [...tokenizer.encode("negative"), 2],
    ]);
  });
});
