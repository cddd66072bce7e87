import { ConfigError } from "../../core/index.ts";
import type { ChatMessage, ChatTemplate } from "./tokenizer.ts";

/**
 * Gives a template that takes a system message where the model has no such role: what it says goes
 * before the first user message, with an empty line between.
 *
 * @returns The template itself if it writes system messages, which is tried once, here.
 */
export function withoutSystemRole(template: ChatTemplate): ChatTemplate {
  if (writesSystemMessages(template)) return template;
  return { render: (messages, options) => template.render(foldSystem(messages), options) };
}

function writesSystemMessages(template: ChatTemplate): boolean {
  const content = "Answer in one word.";
  try {
    const text = template.render([
      { role: "system", content },
      { role: "user", content: "Hello" },
    ]);
    return text.includes(content);
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}

function foldSystem(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const [system, user, ...rest] = messages;
  if (system?.role !== "system") return messages;
  if (user?.role !== "user") {
    throw new ConfigError(
      `withoutSystemRole: a user message must follow the system message, got ${user?.role ?? "none"}`,
    );
  }
  return [{ role: "user", content: `${system.content}\n\n${user.content}` }, ...rest];
}
