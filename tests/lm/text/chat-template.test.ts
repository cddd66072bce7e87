import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/core/index.ts";
import { builtInTemplates } from "../../../src/lm/text/built-in-templates.ts";
import { createChatTemplate } from "../../../src/lm/text/chat-template.ts";
import { withoutSystemRole } from "../../../src/lm/text/system-role.ts";
import {
  createChatTemplateFromConfig,
  createGgufChatTemplate,
} from "../../../src/lm/text/template-files.ts";
import type { ChatMessage } from "../../../src/lm/text/tokenizer.ts";
import { alternatingTemplate, turnsTemplate } from "./templates.ts";

const tokens = { bosToken: "<s>", eosToken: "</s>" };
const system: ChatMessage = { role: "system", content: "Be brief." };
const user: ChatMessage = { role: "user", content: "Hi" };
const assistant: ChatMessage = { role: "assistant", content: "Hello" };

describe("createChatTemplate", () => {
  it("writes turns, and by default the beginning of an answer", () => {
    const template = createChatTemplate(turnsTemplate, tokens);
    const turns = "<|im_start|>user\nHi<|im_end|>\n";
    expect(template.render([user])).toBe(`${turns}<|im_start|>assistant\n`);
    expect(template.render([user], { addGenerationPrompt: false })).toBe(turns);
  });

  it.each([
    {
      name: "drops the newline after a block",
      source: "{% if true %}\nx{% endif %}\ny",
      text: "xy",
    },
    { name: "drops blanks before a block", source: "a\n  {% if true %}x{% endif %}", text: "a\nx" },
    { name: "keeps a newline at its start", source: "\nx", text: "\nx" },
    {
      name: "writes the model's own tokens",
      source: "{{ bos_token }}-{{ eos_token }}",
      text: "<s>-</s>",
    },
    { name: "is told a fixed date", source: "{{ strftime_now('%d %b %Y') }}", text: "26 Jul 2024" },
    {
      name: "can ask whether a date is to be had",
      source: "{% if strftime_now is defined %}yes{% endif %}",
      text: "yes",
    },
    { name: "sees no tools", source: "{% if tools %}tools{% else %}none{% endif %}", text: "none" },
  ])("$name", ({ source, text }) => {
    expect(createChatTemplate(source, tokens).render([user])).toBe(text);
  });

  it("gives the template's reason for a refusal, and the remedy for a system message", () => {
    const template = createChatTemplate(alternatingTemplate, tokens);
    const render = () => template.render([system, user]);
    expect(render).toThrow(ConfigError);
    expect(render).toThrow(/"Roles must alternate!" for system, user\. .*withoutSystemRole/);
    expect(() => template.render([user, user])).toThrow(
      /"Roles must alternate!" for user, user\.$/,
    );
  });

  it("refuses a conversation without messages", () => {
    expect(() => createChatTemplate("x", tokens).render([])).toThrow(/must have a message/);
  });

  it.each(["{% for %}", "{{ x", "{% if a %}b"])("refuses %j, which is not Jinja", (source) => {
    expect(() => createChatTemplate(source, tokens)).toThrow(ConfigError);
  });
});

describe("withoutSystemRole", () => {
  const alternating = createChatTemplate(alternatingTemplate, tokens);

  it("folds the system message into the first user message where the template refuses it", () => {
    const text = withoutSystemRole(alternating).render([system, user, assistant, user]);
    expect(text).toBe("<s>[INST] Be brief.\n\nHi [/INST]Hello</s>[INST] Hi [/INST]");
  });

  it("folds it where the template passes over it in silence", () => {
    const source = "{% for m in messages if m.role == 'user' %}{{ m.content }}{% endfor %}";
    const text = withoutSystemRole(createChatTemplate(source, tokens)).render([system, user]);
    expect(text).toBe("Be brief.\n\nHi");
  });

  it("leaves a conversation without a system message as it is", () => {
    expect(withoutSystemRole(alternating).render([user])).toBe(alternating.render([user]));
  });

  it("gives back a template that writes system messages", () => {
    const template = createChatTemplate(turnsTemplate, tokens);
    expect(withoutSystemRole(template)).toBe(template);
  });

  it("needs a user message to fold into", () => {
    expect(() => withoutSystemRole(alternating).render([system])).toThrow(/must follow.*got none/);
  });
});

describe("createChatTemplateFromConfig", () => {
  const config = { bos_token: { content: "<s>" }, eos_token: "</s>" };

  it("takes the one template, with the model's tokens", () => {
    const template = createChatTemplateFromConfig({ ...config, chat_template: "{{ bos_token }}" });
    expect(template.render([user])).toBe("<s>");
  });

  it("takes the default one of several", () => {
    const several = [
      { name: "tool_use", template: "tools" },
      { name: "default", template: "plain" },
    ];
    const template = createChatTemplateFromConfig({ ...config, chat_template: several });
    expect(template.render([user])).toBe("plain");
  });

  it("falls back on a built-in one where asked to, else names them", () => {
    const template = createChatTemplateFromConfig(config, { fallback: "vicuna-v1.1" });
    expect(template.render([user])).toMatch(/^<s>A chat .* USER: Hi ASSISTANT:$/);
    expect(() => createChatTemplateFromConfig(config)).toThrow(/got none.*vicuna-v1\.1/);
  });

  it("writes an empty text for a token that the model lacks", () => {
    const template = createChatTemplateFromConfig({ chat_template: "<{{ bos_token }}>" });
    expect(template.render([user])).toBe("<>");
  });

  it.each([null, { chat_template: 1 }, { bos_token: 1 }])("refuses %j", (content) => {
    expect(() => createChatTemplateFromConfig(content)).toThrow(ConfigError);
  });
});

describe("createGgufChatTemplate", () => {
  const metadata = {
    "tokenizer.ggml.tokens": ["<unk>", "<s>", "</s>"],
    "tokenizer.ggml.bos_token_id": 1,
    "tokenizer.ggml.eos_token_id": 2,
  };

  it("takes the file's template with the tokens that its ids name", () => {
    const source = "{{ bos_token + eos_token }}";
    const template = createGgufChatTemplate({ ...metadata, "tokenizer.chat_template": source });
    expect(template.render([user])).toBe("<s></s>");
  });

  it("refuses a file without one", () => {
    expect(() => createGgufChatTemplate(metadata)).toThrow(
      /tokenizer\.chat_template must be given/,
    );
  });
});

describe("builtInTemplates", () => {
  const vicuna = createChatTemplate(builtInTemplates["vicuna-v1.1"], tokens);

  it("writes Vicuna's turns as it was trained on them", () => {
    const text = vicuna.render([system, user, assistant, user]);
    expect(text).toBe("<s>Be brief. USER: Hi ASSISTANT: Hello</s>USER: Hi ASSISTANT:");
  });

  it("refuses turns that do not alternate", () => {
    expect(() => vicuna.render([user, user])).toThrow(/take turns/);
  });
});
