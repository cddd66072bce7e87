import { ConfigError, tf } from "../../core/index.ts";
import type { LanguageModel } from "./model.ts";
import { rotaryAngles } from "./rotary-angles.ts";
import type { TokenForest } from "./token-forest.ts";

/** A forest's tokens on the device. */
export interface PackedTokens {
  /** `[N]`, int32. */
  readonly tokens: tf.Tensor1D;
  /** Of the rotary angles, `[N, headDim / 2]`. */
  readonly cos: tf.Tensor2D;
  readonly sin: tf.Tensor2D;
  /** Rows that each row sees, `[N, L, 2]`, int32. */
  readonly spans: tf.Tensor3D;
}

/**
 * Copies a forest to the device.
 *
 * @throws {ConfigError} If a token is not in the vocabulary, or a sequence is longer than the context.
 */
export function packTokens(
  { config, frequencies }: Pick<LanguageModel, "config" | "frequencies">,
  forest: Pick<TokenForest, "tokens" | "positions" | "spans" | "spansPerRow">,
): PackedTokens {
  const { tokens, positions, spans, spansPerRow } = forest;
  const unknown = tokens.find((token) => !(token >= 0 && token < config.vocabularySize));
  if (unknown !== undefined) {
    throw new ConfigError(
      `packTokens: tokens must be in [0, ${config.vocabularySize}), got ${unknown}. The tokenizer belongs to another model.`,
    );
  }
  const longest = positions.reduce((most, position) => Math.max(most, position + 1), 0);
  if (longest > config.contextLength) {
    throw new ConfigError(
      `packTokens: a sequence must fit the context of ${config.contextLength} tokens, got ${longest}. Shorten the prompt.`,
    );
  }
  const { cos, sin } = rotaryAngles(positions, frequencies);
  const shape: [number, number] = [positions.length, frequencies.length];
  return {
    tokens: tf.tensor1d(tokens, "int32"),
    cos: tf.tensor2d(cos, shape),
    sin: tf.tensor2d(sin, shape),
    spans: tf.tensor3d(spans, [tokens.length, spansPerRow, 2], "int32"),
  };
}
