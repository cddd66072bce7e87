import { ConfigError, scoped, tf } from "../core/index.ts";
import { type ForwardOptions, hiddenStates, nextTokenLogits } from "./model/forward.ts";
import type { LanguageModel } from "./model/model.ts";
import { packTokens } from "./model/packed-tokens.ts";
import { plantForest } from "./model/token-forest.ts";

/** A prompt and the answers to weigh. */
export interface ScoredPrompt {
  /** Token ids. */
  readonly prompt: readonly number[];
  /** Token ids of each answer, with the token that ends it last; two at least. */
  readonly answers: readonly (readonly number[])[];
}

/** How probable the answers to a prompt are. */
export interface AnswerScores {
  /** Sum over each answer's tokens, without the one that ends it, in nats. */
  readonly logProbabilities: readonly number[];
  /** Index of the answer that greedy decoding gives, to its end; -1 if it gives none of them. */
  readonly greedy: number;
}

/** Options of {@link scoreAnswers}. */
export interface ScoreOptions extends ForwardOptions {
  /** Most tokens in one pass; more are faster and need more memory. Default 2048. */
  readonly maxTokens?: number;
  /** Told after each pass. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops between passes. */
  readonly signal?: AbortSignal | undefined;
}

/** A place in the forest and the token that an answer has next. */
interface Step {
  readonly row: number;
  readonly token: number;
}

/**
 * Weighs given answers to prompts. Beginnings that prompts share are computed once.
 *
 * @returns One for each prompt, in their order.
 * @throws {ConfigError} If a prompt is empty, an answer has no token before its end, or one does not
 *   fit the model.
 * @throws The signal's reason, once it is aborted.
 */
export async function scoreAnswers(
  model: LanguageModel,
  prompts: readonly ScoredPrompt[],
  { maxTokens = 2048, onProgress, signal, ...options }: ScoreOptions = {},
): Promise<readonly AnswerScores[]> {
  for (const prompt of prompts) requireScorable(prompt);
  const results = new Array<AnswerScores>(prompts.length);
  let done = 0;
  for (const chunk of chunksOf(prompts, maxTokens)) {
    signal?.throwIfAborted();
    const chosen = chunk.map((i) => prompts[i]!);
    for (const [k, scores] of scoreChunk(model, chosen, options).entries()) {
      results[chunk[k]!] = scores;
    }
    done += chunk.length;
    onProgress?.(done, prompts.length);
    await new Promise(setImmediate); // lets an interrupt and the display through
  }
  return results;
}

function requireScorable({ prompt, answers }: ScoredPrompt): void {
  if (prompt.length === 0)
    throw new ConfigError("scoreAnswers: a prompt must not be empty, got one");
  const short = answers.findIndex((answer) => answer.length < 2);
  if (answers.length < 2 || short >= 0) {
    throw new ConfigError(
      `scoreAnswers: a prompt needs two answers at least, each of a token and its end, got ${answers.length} of ${answers.map(({ length }) => length).join(", ")} tokens`,
    );
  }
}

/** Indices in groups of about equal cost, alike prompts together. */
function chunksOf(prompts: readonly ScoredPrompt[], maxTokens: number): readonly number[][] {
  const order = prompts
    .map((_, i) => i)
    .sort((a, b) => compare(prompts[a]!.prompt, prompts[b]!.prompt));
  const chunks: number[][] = [];
  let size = Number.POSITIVE_INFINITY;
  let before: readonly number[] = [];
  for (const i of order) {
    const { prompt, answers } = prompts[i]!;
    const fresh = prompt.length - commonLength(before, prompt);
    const own = answers.reduce((sum, answer) => sum + answer.length - 1, 0);
    if (size + fresh + own > maxTokens) {
      chunks.push([]);
      size = prompt.length + own;
    } else size += fresh + own;
    chunks.at(-1)!.push(i);
    before = prompt;
  }
  return chunks;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const common = commonLength(a, b);
  return (a[common] ?? -1) - (b[common] ?? -1);
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

function scoreChunk(
  model: LanguageModel,
  prompts: readonly ScoredPrompt[],
  options: ForwardOptions,
): readonly AnswerScores[] {
  const forest = plantForest(
    prompts.flatMap(({ prompt, answers }) =>
      answers.map((answer) => [...prompt, ...answer.slice(0, -1)]),
    ),
  );
  let sequence = 0;
  const paths = prompts.map(({ prompt, answers }) =>
    answers.map((answer): readonly Step[] => {
      const rows = forest.rows[sequence]!;
      sequence += 1;
      return answer.map((token, t) => ({ row: rows[prompt.length - 1 + t]!, token }));
    }),
  );
  const rows = [...new Set(paths.flat(2).map(({ row }) => row))];
  const placeOf = new Map(rows.map((row, place) => [row, place]));
  const targets = paths
    .flat(2)
    .map(({ row, token }): [number, number] => [placeOf.get(row)!, token]);
  const { logProbabilities, best } = scoped(() => {
    const packed = packTokens(model, forest);
    const states = hiddenStates(model, packed, tf.tensor1d(rows, "int32"), options); // [R, D]
    const logits = nextTokenLogits(model, states); // [R, V]
    const chosen = tf.gatherND(logits, tf.tensor2d(targets, [targets.length, 2], "int32")); // [T]
    const normalizers = tf.gather(
      tf.logSumExp(logits, 1),
      tf.tensor1d(
        targets.map(([place]) => place),
        "int32",
      ),
    );
    return {
      logProbabilities: chosen.sub(normalizers).dataSync<"float32">(),
      best: tf.argMax(logits, 1).dataSync<"int32">(),
    };
  });
  let target = 0;
  return paths.map((answers) => {
    const sums = answers.map((steps) => {
      const own = logProbabilities.subarray(target, target + steps.length - 1);
      target += steps.length;
      return own.reduce((sum, value) => sum + value, 0);
    });
    const greedy = answers.findIndex((steps) =>
      steps.every(({ row, token }) => best[placeOf.get(row)!] === token),
    );
    return { logProbabilities: sums, greedy };
  });
}
