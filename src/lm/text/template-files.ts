import { z } from "zod";
import { ConfigError } from "../../core/index.ts";
import { type BuiltInTemplateName, builtInTemplates } from "./built-in-templates.ts";
import { createChatTemplate } from "./chat-template.ts";
import type { ChatTemplate } from "./tokenizer.ts";

/** Options of {@link createChatTemplateFromConfig} and {@link createGgufChatTemplate}. */
export interface TemplateChoice {
  /** Taken where the file has no template; by default that is an error. */
  readonly fallback?: BuiltInTemplateName;
}

const tokenSchema = z
  .union([z.string(), z.looseObject({ content: z.string() }).transform(({ content }) => content)])
  .nullish()
  .transform((token) => token ?? "");

const configSchema = z.looseObject({
  bos_token: tokenSchema,
  eos_token: tokenSchema,
  chat_template: z
    .union([z.string(), z.array(z.looseObject({ name: z.string(), template: z.string() }))])
    .nullish(),
});

/**
 * Makes the chat template that `tokenizer_config.json` has; of several, the one named `default`.
 *
 * @param tokenizerConfig - The file's content.
 * @throws {ConfigError} If there is none and no fallback, or it is malformed.
 */
export function createChatTemplateFromConfig(
  tokenizerConfig: unknown,
  { fallback }: TemplateChoice = {},
): ChatTemplate {
  const config = parseFields("createChatTemplateFromConfig", configSchema, tokenizerConfig);
  const given = config.chat_template ?? undefined;
  const source =
    typeof given === "object" ? given.find(({ name }) => name === "default")?.template : given;
  return createChatTemplate(
    chooseSource("createChatTemplateFromConfig: chat_template", source, fallback),
    { bosToken: config.bos_token, eosToken: config.eos_token },
  );
}

const metadataSchema = z.looseObject({
  "tokenizer.chat_template": z.string().optional(),
  "tokenizer.ggml.tokens": z.custom<readonly string[]>(Array.isArray, "must be a list"),
  "tokenizer.ggml.bos_token_id": z.int().min(0).optional(),
  "tokenizer.ggml.eos_token_id": z.int().min(0).optional(),
});

/**
 * Makes the chat template that a GGUF file has.
 *
 * @param metadata - The file's key-value pairs.
 * @throws {ConfigError} If there is none and no fallback, or it is malformed.
 */
export function createGgufChatTemplate(
  metadata: Readonly<Record<string, unknown>>,
  { fallback }: TemplateChoice = {},
): ChatTemplate {
  const fields = parseFields("createGgufChatTemplate", metadataSchema, metadata);
  const tokens = fields["tokenizer.ggml.tokens"];
  return createChatTemplate(
    chooseSource(
      "createGgufChatTemplate: tokenizer.chat_template",
      fields["tokenizer.chat_template"],
      fallback,
    ),
    {
      bosToken: tokens[fields["tokenizer.ggml.bos_token_id"] ?? -1] ?? "",
      eosToken: tokens[fields["tokenizer.ggml.eos_token_id"] ?? -1] ?? "",
    },
  );
}

function parseFields<T>(subject: string, schema: z.ZodType<T>, fields: unknown): T {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    `${subject}: the fields of a chat template must be well-formed\n${z.prettifyError(parsed.error)}`,
  );
}

function chooseSource(
  subject: string,
  source: string | undefined,
  fallback: BuiltInTemplateName | undefined,
): string {
  if (source !== undefined) return source;
  if (fallback !== undefined) return builtInTemplates[fallback];
  throw new ConfigError(
    `${subject} must be given, got none. Name a built-in one as fallback: ${Object.keys(builtInTemplates).join(", ")}.`,
  );
}
