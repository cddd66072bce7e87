import {
  type ChatModel,
  encodeAnswers,
  type ScoredPrompt,
  type TrainingText,
} from "../../lm/index.ts";
import type { FocusQuery } from "../evaluation/query.ts";

/**
 * Writes a query and its right answer as tokens.
 *
 * @throws {ConfigError} If the answer tokenises badly.
 */
export function encodeTrainingText(chat: ChatModel, { messages, label }: FocusQuery): TrainingText {
  const { prompt, answers } = encodeAnswers(chat, messages, [label]);
  return { ids: [...prompt, ...answers[0]!], answerStart: prompt.length };
}

/**
 * Writes a query and every answer it may get as tokens.
 *
 * @throws {ConfigError} If an answer tokenises badly.
 */
export function encodeScoredPrompt(
  chat: ChatModel,
  { messages, labels }: FocusQuery,
): ScoredPrompt {
  return encodeAnswers(chat, messages, labels);
}
