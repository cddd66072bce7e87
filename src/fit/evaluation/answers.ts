import { requireInRange } from "../../core/index.ts";
import type { FocusQuery, Prediction } from "./query.ts";

/**
 * How an answer is read: `restricted` is the most probable of the labels, `greedy` the text that the
 * model writes, which may be no label.
 */
export type AnswerKind = "restricted" | "greedy";

/** Lower-cases a text and strips punctuation and surplus space: `" (A).\n"` becomes `"a"`. */
export function normalizeAnswer(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s]/gu, "")
    .replace(/\s+/g, " ")
    .trim();
}

/**
 * Finds the label whose answer a generated text is: to the letter, else punctuation and letter case
 * aside. None where several answers are alike then, as `1` and `-1` are.
 */
export function greedyLabel(
  text: string,
  { labels, answers }: Pick<FocusQuery, "labels" | "answers">,
): string | undefined {
  const same = answers.indexOf(text.trim());
  if (same >= 0) return labels[same];
  const written = normalizeAnswer(text);
  const [alike, ...more] = labels.filter((_, i) => normalizeAnswer(answers[i]!) === written);
  return more.length === 0 ? alike : undefined;
}

/** The label a model answered; `undefined` if it wrote no label. */
export function answerOf(
  { query, restricted, greedy }: Prediction,
  kind: AnswerKind,
): string | undefined {
  if (kind === "restricted") return restricted;
  return greedy === undefined ? undefined : greedyLabel(greedy, query);
}

/**
 * Share of the answers by greedy decoding that are a label, in [0, 1].
 *
 * @param predictions - At least one.
 * @throws {ConfigError} If there is none.
 */
export function validAnswerRate(predictions: readonly Prediction[]): number {
  requireInRange("validAnswerRate: number of predictions", predictions.length, { min: 1 });
  const valid = predictions.filter((prediction) => answerOf(prediction, "greedy") !== undefined);
  return valid.length / predictions.length;
}
