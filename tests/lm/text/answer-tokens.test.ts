import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/core/index.ts";
import { encodeAnswers } from "../../../src/lm/text/answer-tokens.ts";
import { createChatTemplate } from "../../../src/lm/text/chat-template.ts";
import { encodeConversation } from "../../../src/lm/text/conversation-tokens.ts";
import type { ChatMessage } from "../../../src/lm/text/tokenizer.ts";
import { createGgufTokenizer } from "../../../src/lm/text/tokenizer-gguf.ts";
import { turnsTemplate } from "./templates.ts";
import { byteLevelVocabulary } from "./vocabularies.ts";

const tokenizer = createGgufTokenizer(byteLevelVocabulary(["n o", "y e", "ye s", "Ċ Ċ"]));
const templateOf = (source: string) => createChatTemplate(source, { bosToken: "", eosToken: "" });
const chat = { tokenizer, template: templateOf(turnsTemplate) };
const spell = (ids: readonly number[]) => ids.map(tokenizer.spell);
const user: ChatMessage = { role: "user", content: "ok" };

describe("encodeAnswers", () => {
  it("gives the prompt, and each answer with the token that ends its turn", () => {
    const { prompt, answers } = encodeAnswers(chat, [user], ["yes", "no"]);
    expect(prompt).toEqual(tokenizer.encode(chat.template.render([user])));
    expect(answers.map(spell)).toEqual([
      ["yes", "<|im_end|>"],
      ["no", "<|im_end|>"],
    ]);
  });

  it("allows answers that share a beginning and then differ", () => {
    const { answers } = encodeAnswers(chat, [user], ["yes A", "yes B"]);
    expect(answers).toHaveLength(2);
  });

  it.each([
    { name: "an empty answer", answers: [""], message: /say something, got ""/ },
    { name: "an answer of blanks", answers: [" \n"], message: /say something, got " \\n"/ },
    { name: "the same answer twice", answers: ["no", "no"], message: /got "no" and "no"/ },
    {
      name: "an answer that another begins with",
      answers: ["yes", "no", "yes 1"],
      message: /got "yes" and "yes 1"\. Reword/,
    },
    {
      name: "an answer that merges with the prompt",
      answers: ["\n\nno"],
      message: /prompt's tokens as they are, got "\\n\\nno"\. Start it with a letter/,
    },
    {
      name: "an answer with an end token in it",
      answers: ["no<|im_end|>"],
      message: /not hold the token that ends a turn/,
    },
  ])("refuses $name and says which", ({ answers, message }) => {
    const encode = () => encodeAnswers(chat, [user], answers);
    expect(encode).toThrow(ConfigError);
    expect(encode).toThrow(message);
  });

  it.each([
    {
      name: "a template that does not end a turn",
      source: "{% for m in messages %}{{ m.content }}:{% endfor %}",
      message: /closed by the template.*<\|im_end\|>/,
    },
    {
      name: "a template that writes a conversation anew with each turn",
      source: "{{ messages | length }}{% for m in messages %}{{ m.content }}{% endfor %}",
      message: /prompt's tokens/,
    },
    { name: "a template that writes nothing", source: "", message: /prompt must have a token/ },
  ])("refuses $name", ({ source, message }) => {
    const encode = () => encodeAnswers({ tokenizer, template: templateOf(source) }, [user], ["no"]);
    expect(encode).toThrow(message);
  });
});

describe("encodeConversation", () => {
  const messages: readonly ChatMessage[] = [
    user,
    { role: "assistant", content: "yes" },
    user,
    { role: "assistant", content: "no" },
  ];

  it("marks the positions before the assistant's tokens and no others", () => {
    const { ids, lossMask } = encodeConversation(chat, messages);
    expect(lossMask).toHaveLength(ids.length);
    const scored = ids.filter((_, t) => lossMask[t - 1]);
    expect(spell(scored)).toEqual(["yes", "<|im_end|>", "no", "<|im_end|>"]);
  });

  it("encodes the text that the template writes", () => {
    const text = chat.template.render(messages, { addGenerationPrompt: false });
    expect(encodeConversation(chat, messages).ids).toEqual(tokenizer.encode(text));
  });

  it("never marks the last position, which has no next token", () => {
    expect(encodeConversation(chat, messages).lossMask.at(-1)).toBe(false);
  });

  it("refuses a conversation without an answer", () => {
    expect(() => encodeConversation(chat, [user])).toThrow(/assistant's answer, got none/);
  });

  it("refuses a template that leaves out earlier answers", () => {
    const turn = "{{ '<|im_start|>' + m.content + '<|im_end|>' }}";
    const source = `{% for m in messages %}{% if m.role == 'user' or loop.last %}${turn}{% endif %}{% endfor %}`;
    const forgetful = { tokenizer, template: templateOf(source) };
    expect(() => encodeConversation(forgetful, messages)).toThrow(/for message 1\. Train on/);
  });
});
