import type { FocusQuery, Prediction } from "../../src/fit/evaluation/query.ts";
import type { FocusExample } from "../../src/fit/task.ts";

/** Texts of the sentiment task, `perLabel` of each label, in turn. */
export function makeTexts(perLabel: number): readonly FocusExample[] {
  return Array.from({ length: 2 * perLabel }, (_, i) => ({
    id: `text/${i}`,
    fields: { text: `Film number ${i} of the year` },
    label: i % 2 === 0 ? "negative" : "positive",
  }));
}

/** Answers a query by a rule, sure of itself. */
export function predict(query: FocusQuery, answer: string): Prediction {
  const logProbabilities = Object.fromEntries(
    query.labels.map((label) => [label, label === answer ? 0 : -100]),
  );
  return { query, restricted: answer, logProbabilities };
}

/** Always answers `y`. */
export const alwaysCore = (query: FocusQuery) => predict(query, query.example.label);

/** Always answers `y_s`. */
export const alwaysSpurious = (query: FocusQuery) => predict(query, query.example.spuriousLabel);

/** Number of entries that a condition holds for. */
export function countOf<T>(values: readonly T[], condition: (value: T) => boolean): number {
  return values.filter(condition).length;
}
