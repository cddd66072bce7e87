import { type ChatModel, generateTokens, type Lora, scoreAnswers } from "../../lm/index.ts";
import { encodeScoredPrompt } from "../training/encode.ts";
import type { FocusQuery, Prediction } from "./query.ts";

/** Options of {@link predict}. */
export interface PredictOptions {
  readonly adapter?: Lora | undefined;
  /**
   * Whether to write out what greedy decoding answers where it gives none of the labels, which takes
   * long for a model that was not tuned. Default false: `greedy` is then absent there.
   */
  readonly writeOut?: boolean;
  /** Most rows computed at once. Default 2048. */
  readonly maxTokens?: number;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

// The paper's decoding was not at hand: ours takes the likeliest tokens, at most so many.
const MOST_ANSWER_TOKENS = 16;

/**
 * Asks a model every query. Prompts that begin alike are computed once as far as they do.
 *
 * @returns One for each query, in their order.
 * @throws {ConfigError} If a prompt or an answer does not fit the model.
 * @throws The signal's reason, once it is aborted.
 */
export async function predict(
  chat: ChatModel,
  queries: readonly FocusQuery[],
  { adapter, writeOut = false, maxTokens = 2048, onProgress, signal }: PredictOptions = {},
): Promise<readonly Prediction[]> {
  const prompts = queries.map((query) => encodeScoredPrompt(chat, query));
  const options = { adapter, maxTokens, signal, ...(onProgress && { onProgress }) };
  const scores = await scoreAnswers(chat.model, prompts, options);
  const predictions: Prediction[] = [];
  for (const [i, query] of queries.entries()) {
    const { logProbabilities, greedy } = scores[i]!;
    const known = query.answers[greedy];
    const unknown = known === undefined && writeOut;
    const text = unknown ? await answer(chat, prompts[i]!.prompt, { adapter, signal }) : known;
    predictions.push({
      query,
      restricted: query.labels[indexOfLargest(logProbabilities)]!,
      logProbabilities: Object.fromEntries(
        query.labels.map((name, n) => [name, logProbabilities[n]!]),
      ),
      ...(text !== undefined && { greedy: text }),
    });
  }
  return predictions;
}

async function answer(
  { model, tokenizer }: ChatModel,
  prompt: readonly number[],
  options: Pick<PredictOptions, "adapter" | "signal">,
): Promise<string> {
  const ids: number[] = [];
  const { endIds } = tokenizer;
  const tokens = generateTokens(model, prompt, {
    ...options,
    maxTokens: MOST_ANSWER_TOKENS,
    endIds,
  });
  for await (const id of tokens) ids.push(id);
  return tokenizer.decode(ids);
}

function indexOfLargest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}
