import { ConfigError, scoped, softmaxCrossEntropies, tf } from "../core/index.ts";
import { type ForwardOptions, hiddenStates, nextTokenLogits } from "./model/forward.ts";
import type { LanguageModel } from "./model/model.ts";
import { type PackedTokens, packTokens } from "./model/packed-tokens.ts";
import { type ForestOptions, plantForest } from "./model/token-forest.ts";
import type { EncodedConversation } from "./text/conversation-tokens.ts";

/** A text to learn from, as token ids: a prompt and its answer, or a conversation. */
export type TrainingText = AnsweredText | EncodedConversation;

/** A prompt followed by the answer to learn. */
export interface AnsweredText {
  readonly ids: readonly number[];
  /** Where the answer begins, >= 1: the loss counts the tokens from here on. */
  readonly answerStart: number;
}

/** Texts on the device, ready for {@link answerLoss}. */
export interface TrainingBatch extends PackedTokens {
  /** Rows whose next token is scored, `[R]`, int32. */
  readonly rows: tf.Tensor1D;
  /** The next tokens, `[R]`, int32. */
  readonly targets: tf.Tensor1D;
  /** Share of each in the loss, summing to 1; 0 for rows that only fill up. `[R]`. */
  readonly weights: tf.Tensor1D;
}

/** Options of {@link packTexts}. */
export interface PackOptions extends ForestOptions {
  /** Least number of scored rows; filled up with rows of weight 0. Default 0. */
  readonly minRows?: number;
}

/**
 * Packs texts for training: a prompt that several share is computed once, and only answer tokens are
 * scored.
 *
 * @throws {ConfigError} If a text has no answer or no prompt, or does not fit the model.
 */
export function packTexts(
  model: Pick<LanguageModel, "config" | "frequencies">,
  texts: readonly TrainingText[],
  { minRows = 0, ...options }: PackOptions = {},
): TrainingBatch {
  const scored = texts.map(scoredPositions);
  const forest = plantForest(
    texts.map(({ ids }) => ids.slice(0, -1)), // the last token predicts nothing that is scored
    options,
  );
  const total = scored.reduce((sum, { length }) => sum + length, 0);
  const size = Math.max(total, minRows);
  const rows = new Int32Array(size);
  const targets = new Int32Array(size);
  const weights = new Float32Array(size);
  let next = 0;
  for (const [i, positions] of scored.entries()) {
    for (const t of positions) {
      rows[next] = forest.rows[i]![t]!;
      targets[next] = texts[i]!.ids[t + 1]!;
      weights[next] = 1 / total;
      next += 1;
    }
  }
  return {
    ...packTokens(model, forest),
    rows: tf.tensor1d(rows, "int32"),
    targets: tf.tensor1d(targets, "int32"),
    weights: tf.tensor1d(weights),
  };
}

/**
 * Positions of a text whose next token is scored.
 *
 * @throws {ConfigError} If there are none, or the answer has no prompt.
 */
export function scoredPositions(text: TrainingText): readonly number[] {
  const { ids } = text;
  const places = ids.slice(1).map((_, t) => t);
  if ("lossMask" in text) {
    const positions = places.filter((t) => text.lossMask[t]);
    if (positions.length > 0) return positions;
    throw new ConfigError("packTexts: a text must have a token to score, got none in its mask");
  }
  const { answerStart } = text;
  if (Number.isInteger(answerStart) && answerStart >= 1 && answerStart < ids.length) {
    return places.slice(answerStart - 1);
  }
  throw new ConfigError(
    `packTexts: a text must have a prompt and an answer, got ${ids.length} tokens with the answer from ${answerStart} on`,
  );
}

/**
 * Mean cross-entropy of the answers' tokens, in nats. Differentiable in the adapter and in trainable
 * weights.
 */
export function answerLoss(
  model: LanguageModel,
  batch: TrainingBatch,
  options: ForwardOptions = {},
): tf.Scalar {
  return tf.tidy(() => {
    const states = hiddenStates(model, batch, batch.rows, options); // [R, D]
    const losses = softmaxCrossEntropies(nextTokenLogits(model, states), batch.targets); // [R]
    return tf.sum<tf.Scalar>(losses.mul(batch.weights));
  });
}

/**
 * Log-probability of each token of a text given those before it, in nats.
 *
 * @param ids - At least two.
 * @returns One number for each token but the first.
 */
export function tokenLogProbabilities(
  model: LanguageModel,
  ids: readonly number[],
  options: ForwardOptions = {},
): Float32Array {
  return scoped(() => {
    const batch = packTexts(model, [{ ids, answerStart: 1 }]);
    const states = hiddenStates(model, batch, batch.rows, options);
    const losses = softmaxCrossEntropies(nextTokenLogits(model, states), batch.targets);
    return losses.neg().dataSync<"float32">();
  });
}
