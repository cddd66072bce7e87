import type { ChatModel, Lora } from "../../lm/index.ts";
import { predict } from "../evaluation/predict.ts";
import type { FocusQuery } from "../evaluation/query.ts";
import { type FocusType, focusTypes } from "../instructions.ts";
import type { ValidationRecord } from "./records.ts";

/** Measures how often the model answers as it is told, on the host's choice of queries. */
export async function validate(
  chat: ChatModel,
  queries: readonly FocusQuery[],
  {
    step,
    adapter,
    signal,
  }: { readonly step: number; readonly adapter: Lora; readonly signal?: AbortSignal | undefined },
): Promise<ValidationRecord> {
  const predictions = await predict(chat, queries, { adapter, signal });
  const accuracy: Partial<Record<FocusType, number>> = {};
  for (const type of focusTypes) {
    const own = predictions.filter(({ query }) => query.type === type);
    if (own.length === 0) continue;
    accuracy[type] =
      own.filter(({ query, restricted }) => restricted === query.label).length / own.length;
  }
  const values = Object.values(accuracy);
  return { step, accuracy, mean: values.reduce((sum, value) => sum + value, 0) / values.length };
}

/** Whether fewer than `patience` validations have passed since the best one. */
export function hasPatience(validations: readonly ValidationRecord[], patience: number): boolean {
  return validations.length - 1 - indexOfBest(validations) < patience;
}

/** Whether the last validation is better than all before it. */
export function isNewBest(validations: readonly ValidationRecord[]): boolean {
  return indexOfBest(validations) === validations.length - 1;
}

/** The first of the highest mean; -1 without validations. */
function indexOfBest(validations: readonly ValidationRecord[]): number {
  const means = validations.map(({ mean }) => mean);
  return means.indexOf(Math.max(...means));
}
