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
export function encodeTrainingText(chat: ChatModel, query: FocusQuery): TrainingText {
  const right = query.answers[query.labels.indexOf(query.label)]!;
  const { prompt, answers } = encodeAnswers(chat, query.messages, [right]);
  return { ids: [...prompt, ...answers[0]!], answerStart: prompt.length };
}

/**
 * Writes a query and every answer it may get as tokens.
 *
 * @throws {ConfigError} If an answer tokenises badly.
 */
export function encodeScoredPrompt(
  chat: ChatModel,
  { messages, answers }: FocusQuery,
): ScoredPrompt {
  return encodeAnswers(chat, messages, answers);
}
