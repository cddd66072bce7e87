import { Template } from "@huggingface/jinja";
import { ConfigError } from "../../core/index.ts";
import type { ChatTemplate } from "./tokenizer.ts";

/** The tokens that a template writes around a conversation; empty where a model has none. */
export interface TemplateTokens {
  readonly bosToken: string;
  readonly eosToken: string;
}

/**
 * Makes a chat template of its Jinja source, as the transformers library reads it: the first newline
 * after a block and the blanks before one are left out.
 *
 * A template that asks for the date is told 26 July 2024, so that a prompt stays what it was.
 *
 * @param source - Jinja, with `messages`, `add_generation_prompt`, `bos_token` and `eos_token`.
 * @returns Its `render` throws a {@link ConfigError} with the template's reason where the template
 *   refuses a conversation.
 * @throws {ConfigError} If the source is not valid Jinja.
 */
export function createChatTemplate(
  source: string,
  { bosToken, eosToken }: TemplateTokens,
): ChatTemplate {
  const template = parseTemplate(source);
  return {
    render: (messages, { addGenerationPrompt = true } = {}) => {
      if (messages.length === 0) {
        throw new ConfigError("createChatTemplate: a conversation must have a message, got none");
      }
      try {
        return template.render({
          messages,
          add_generation_prompt: addGenerationPrompt,
          bos_token: bosToken,
          eos_token: eosToken,
          format_fixed_date: formatFixedDate,
        });
      } catch (cause) {
        const roles = messages.map(({ role }) => role).join(", ");
        throw new ConfigError(
          `createChatTemplate: the template must accept the conversation, got "${reasonOf(cause)}" for ${roles}.` +
            (messages[0]?.role === "system" ? " Wrap the template by withoutSystemRole." : ""),
          { cause },
        );
      }
    },
  };
}

// The library refuses a variable named like its own, but lets a template set one.
const useFixedDate = "{% set strftime_now = format_fixed_date %}\n";

function parseTemplate(source: string): Template {
  try {
    return new Template(`${useFixedDate}${source}`);
  } catch (cause) {
    throw new ConfigError(
      `createChatTemplate: source must be a Jinja template, got: ${reasonOf(cause)}`,
      { cause },
    );
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

// The date that Llama 3's templates write where they can not ask for one.
const fixedDate: Readonly<Record<string, string>> = {
  "%Y": "2024",
  "%y": "24",
  "%m": "07",
  "%B": "July",
  "%b": "Jul",
  "%d": "26",
  "%A": "Friday",
  "%a": "Fri",
  "%H": "00",
  "%M": "00",
  "%S": "00",
  "%%": "%",
};

function formatFixedDate(format: string): string {
  return format.replace(/%./gu, (directive) => fixedDate[directive] ?? directive);
}
