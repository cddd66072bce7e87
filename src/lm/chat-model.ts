import type { TextModel } from "./generate/generate.ts";
import { type LoadOptions, loadModel } from "./model/model.ts";
import type { BuiltInTemplateName } from "./text/built-in-templates.ts";
import { requireFits } from "./text/require-fits.ts";
import { withoutSystemRole } from "./text/system-role.ts";
import { createChatTemplateFromConfig, createGgufChatTemplate } from "./text/template-files.ts";
import type { ChatTemplate, Tokenizer } from "./text/tokenizer.ts";
import { createGgufTokenizer } from "./text/tokenizer-gguf.ts";
import { createTokenizer } from "./text/tokenizer-json.ts";
import { openGguf } from "./weights/gguf.ts";
import { parseHfConfig } from "./weights/hf-config.ts";
import { openSafetensors } from "./weights/safetensors-source.ts";
import type { ByteSource, WeightSource } from "./weights/weight-source.ts";

/** A language model that was taught to answer, with all that is needed to ask it. */
export interface ChatModel extends TextModel {
  /** What it is called, e.g. `"smollm2"`. */
  readonly name: string;
  readonly template: ChatTemplate;
  /** Frees the weights. */
  dispose(): void;
}

/** A model in one GGUF file. */
export interface GgufModel {
  readonly format: "gguf";
  readonly name: string;
  readonly file: ByteSource;
}

/** A model as Hugging Face's libraries save it. */
export interface PretrainedModel {
  readonly format: "safetensors";
  readonly name: string;
  /** Contents of `config.json`, `tokenizer.json` and `tokenizer_config.json`. */
  readonly config: unknown;
  readonly tokenizer: unknown;
  readonly tokenizerConfig: unknown;
  /** Content of `chat_template.jinja`, where the template is there. */
  readonly chatTemplate?: string | undefined;
  /** Every `*.safetensors` file. */
  readonly shards: readonly ByteSource[];
}

/** How {@link loadChatModel} is followed and completed. */
export interface ChatModelOptions extends LoadOptions {
  /** Template for a model that has none, e.g. `"vicuna-v1.1"`; by default that is an error. */
  readonly fallbackTemplate?: BuiltInTemplateName;
}

/**
 * Loads a Llama-family model with its tokenizer and chat template. The files are not read afterwards.
 *
 * @throws {ConfigError} If a file is damaged, or they do not belong together.
 */
export async function loadChatModel(
  files: GgufModel | PretrainedModel,
  { fallbackTemplate: fallback, ...options }: ChatModelOptions = {},
): Promise<ChatModel> {
  const choice = fallback === undefined ? {} : { fallback };
  const { tokenizer, template, source } = await openParts(files, choice);
  requireFits(tokenizer, source.config);
  const model = await loadModel(source, options);
  return {
    name: files.name,
    model,
    tokenizer,
    template: withoutSystemRole(template),
    dispose: model.dispose,
  };
}

interface Parts {
  readonly tokenizer: Tokenizer;
  readonly template: ChatTemplate;
  readonly source: WeightSource;
}

async function openParts(
  files: GgufModel | PretrainedModel,
  choice: { readonly fallback?: BuiltInTemplateName },
): Promise<Parts> {
  if (files.format === "gguf") {
    const source = await openGguf(files.file);
    return {
      tokenizer: createGgufTokenizer(source.metadata),
      template: createGgufChatTemplate(source.metadata, choice),
      source,
    };
  }
  const { tokenizer, tokenizerConfig, chatTemplate } = files;
  return {
    tokenizer: createTokenizer(tokenizer, tokenizerConfig),
    template: createChatTemplateFromConfig(
      chatTemplate === undefined ? tokenizerConfig : withTemplate(tokenizerConfig, chatTemplate),
      choice,
    ),
    source: await openSafetensors(files.shards, parseHfConfig(files.config)),
  };
}

function withTemplate(tokenizerConfig: unknown, template: string): object {
  return { ...Object(tokenizerConfig), chat_template: template };
}
