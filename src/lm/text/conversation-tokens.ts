import { ConfigError } from "../../core/index.ts";
import { type ChatText, encodeAnswers } from "./answer-tokens.ts";
import type { ChatMessage } from "./tokenizer.ts";

/** A conversation in tokens, and which of them the assistant wrote. */
export interface EncodedConversation {
  /** `[T]`. */
  readonly ids: readonly number[];
  /** Whether the token *after* each position is the assistant's, its end of turn included; `[T]`. */
  readonly lossMask: readonly boolean[];
}

/**
 * Encodes a whole conversation and marks the positions that training scores: those whose next token
 * belongs to an answer.
 *
 * @throws {ConfigError} If there is no answer, or `encodeAnswers` refuses one.
 */
export function encodeConversation(
  chat: ChatText,
  messages: readonly ChatMessage[],
): EncodedConversation {
  const text = chat.template.render(messages, { addGenerationPrompt: false });
  const ids = chat.tokenizer.encode(text);
  const lossMask = ids.map(() => false);
  for (const [turn, { role, content }] of messages.entries()) {
    if (role !== "assistant") continue;
    const before = messages.slice(0, turn);
    const { prompt, answers } = encodeAnswers(chat, before, [content]);
    const written = [...prompt, ...answers[0]!];
    if (written.some((id, t) => id !== ids[t])) {
      throw new ConfigError(
        `encodeConversation: the template must write an answer alike in the middle and at the end, got another text for message ${turn}. Train on the last answer alone.`,
      );
    }
    lossMask.fill(true, prompt.length - 1, written.length - 1);
  }
  if (lossMask.includes(true)) return { ids, lossMask };
  throw new ConfigError("encodeConversation: messages must hold an assistant's answer, got none");
}
