import { ConfigError } from "../../core/index.ts";
import type { ChatMessage, ChatTemplate, Tokenizer } from "./tokenizer.ts";

/** A prompt and the answers to it, in tokens. */
export interface EncodedAnswers {
  /** Token ids up to where an answer begins. */
  readonly prompt: readonly number[];
  /** Token ids of each answer, with the token that ends its turn last. */
  readonly answers: readonly (readonly number[])[];
}

/** A model's way with words: what a `ChatModel` has beside its weights. */
export interface ChatText {
  readonly tokenizer: Tokenizer;
  readonly template: ChatTemplate;
}

/**
 * Encodes a conversation and the answers that may follow it, each as the model meets it in training.
 *
 * @param messages - Ends with a user message.
 * @param answers - The assistant's possible next messages, all different.
 * @throws {ConfigError} If the prompt is empty, or an answer is empty, shares a token with the prompt,
 *   holds or lacks the token that ends a turn, or is the beginning of another answer in tokens: then
 *   what a model prefers can not be told apart.
 */
export function encodeAnswers(
  chat: ChatText,
  messages: readonly ChatMessage[],
  answers: readonly string[],
): EncodedAnswers {
  const text = chat.template.render(messages);
  const prompt = { messages, text, ids: chat.tokenizer.encode(text) };
  if (prompt.ids.length === 0) {
    throw new ConfigError("encodeAnswers: a prompt must have a token, got none");
  }
  const encoded = answers.map((answer) => encodeAnswer(chat, prompt, answer));
  requireTellable(answers, encoded);
  return { prompt: prompt.ids, answers: encoded };
}

interface Prompt {
  readonly messages: readonly ChatMessage[];
  readonly text: string;
  readonly ids: readonly number[];
}

function encodeAnswer(
  { tokenizer, template }: ChatText,
  prompt: Prompt,
  answer: string,
): readonly number[] {
  const fail = (requirement: string, remedy: string): never => {
    throw new ConfigError(
      `encodeAnswers: an answer must ${requirement}, got ${JSON.stringify(answer)}. ${remedy}`,
    );
  };
  const { endIds } = tokenizer;
  if (answer.trim() === "") fail("say something", "Give it a word.");
  if (endIds.some((id) => answer.includes(tokenizer.spell(id)))) {
    fail("not hold the token that ends a turn", "Leave it out: the template writes it.");
  }
  const turns: readonly ChatMessage[] = [
    ...prompt.messages,
    { role: "assistant", content: answer },
  ];
  const text = template.render(turns, { addGenerationPrompt: false });
  const ids = tokenizer.encode(text);
  if (!text.startsWith(prompt.text) || !isPrefix(prompt.ids, ids)) {
    fail(
      "leave the prompt's tokens as they are",
      "Start it with a letter, without white space, or use a template that ends its prompt with a control token.",
    );
  }
  const rest = ids.slice(prompt.ids.length);
  const end = rest.findIndex((id) => endIds.includes(id));
  if (end < 0) {
    fail(
      "be closed by the template with a token that ends a turn",
      `Use a template that writes ${endIds.map(tokenizer.spell).join(" or ")}.`,
    );
  }
  return rest.slice(0, end + 1);
}

function isPrefix(short: readonly number[], long: readonly number[]): boolean {
  return short.length <= long.length && short.every((id, t) => id === long[t]);
}

/** No answer may be the beginning of another, their ends aside. */
function requireTellable(
  answers: readonly string[],
  encoded: readonly (readonly number[])[],
): void {
  const bodies = encoded.map((ids) => ids.slice(0, -1));
  for (const [i, body] of bodies.entries()) {
    const other = bodies.findIndex((longer, j) => j !== i && isPrefix(body, longer));
    if (other < 0) continue;
    throw new ConfigError(
      `encodeAnswers: answers must differ before one of them ends, got ${JSON.stringify(answers[i])} and ${JSON.stringify(answers[other])}. Reword one of them.`,
    );
  }
}
