import { ConfigError } from "../../core/index.ts";
import type { LmConfig } from "../config.ts";
import type { Tokenizer } from "./tokenizer.ts";

/**
 * Fails where a tokenizer has tokens that the model has no embedding for; a model may have more.
 *
 * @throws {ConfigError} Says both sizes.
 */
export function requireFits(
  { vocabularySize }: Pick<Tokenizer, "vocabularySize">,
  config: Pick<LmConfig, "vocabularySize">,
): void {
  if (vocabularySize <= config.vocabularySize) return;
  throw new ConfigError(
    `requireFits: the tokenizer must have at most the model's ${config.vocabularySize} tokens, got ${vocabularySize}. Take both from the same model.`,
  );
}
