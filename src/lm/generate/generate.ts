import { createRandom, requireInRange } from "../../core/index.ts";
import type { Lora } from "../model/lora.ts";
import type { LanguageModel } from "../model/model.ts";
import type { Tokenizer } from "../text/tokenizer.ts";
import { createDecoder, type Decoder } from "./decoder.ts";
import { requireSampling, type SamplingOptions, sampleToken } from "./sampling.ts";

/** Options of {@link generate}. */
export interface GenerateOptions extends SamplingOptions {
  readonly adapter?: Lora | undefined;
  /**
   * Where tokens are kept, from `createDecoder`, so that the next text starts at once and what it
   * shares with this one is not computed again; its adapter counts. By default one is made for each text.
   */
  readonly decoder?: Decoder | undefined;
  /** Most new tokens, >= 1. Default 128. */
  readonly maxTokens?: number;
  /** Of the draws. Default 0. */
  readonly seed?: number;
  /** Stops between tokens. */
  readonly signal?: AbortSignal | undefined;
}

/** A language model with its way of writing text. */
export interface TextModel {
  readonly model: LanguageModel;
  readonly tokenizer: Tokenizer;
}

/**
 * Continues a text, piece by piece as it is written, up to the token that ends an answer.
 *
 * @param prompt - E.g. from a chat template.
 * @returns The new text in pieces; a character is given once all of its tokens are there.
 * @throws {ConfigError} If the prompt does not fit the context, at whose end the text ends too, or an option is
 *   out of range.
 * @throws The signal's reason, once it is aborted.
 * @example
 * for await (const piece of generate({ model, tokenizer }, prompt, { maxTokens: 60 })) process.stdout.write(piece);
 */
export async function* generate(
  { model, tokenizer }: TextModel,
  prompt: string,
  { maxTokens = 128, ...options }: GenerateOptions = {},
): AsyncGenerator<string, void, undefined> {
  const encoded = tokenizer.encode(prompt);
  // SentencePiece's tokens lose the space that a text begins with: so none of the new ones is the first.
  const ids = encoded.slice(-1);
  let written = tokenizer.decode(ids);
  for await (const id of generateTokens(model, encoded, {
    ...options,
    maxTokens,
    endIds: tokenizer.endIds,
  })) {
    ids.push(id);
    const text = tokenizer.decode(ids);
    if (text.endsWith("\uFFFD")) continue; // the first bytes of a character
    yield text.slice(written.length);
    written = text;
  }
}

/**
 * Continues a sequence of tokens.
 *
 * @param prompt - Token ids, at least one.
 * @param options.endIds - Tokens that end it; they are not given.
 */
export async function* generateTokens(
  model: LanguageModel,
  prompt: readonly number[],
  {
    adapter,
    decoder: given,
    maxTokens = 128,
    seed = 0,
    signal,
    endIds = [],
    ...sampling
  }: GenerateOptions & { readonly endIds?: readonly number[] } = {},
): AsyncGenerator<number, void, undefined> {
  requireInRange("generate: maxTokens", maxTokens, { min: 1, integer: true });
  requireSampling(sampling);
  const random = createRandom(seed);
  const capacity = Math.min(prompt.length + maxTokens, model.config.contextLength);
  const decoder = given ?? createDecoder(model, { adapter, capacity });
  try {
    decoder.truncate(Math.min(commonLength(decoder.ids, prompt), Math.max(0, prompt.length - 1)));
    let logits = decoder.append(prompt.slice(decoder.ids.length));
    for (let count = 1; ; count += 1) {
      signal?.throwIfAborted();
      const id = sampleToken(logits, random, sampling);
      if (endIds.includes(id)) return;
      yield id;
      if (count === maxTokens || decoder.ids.length === decoder.capacity) return;
      await new Promise(setImmediate); // lets an interrupt and the display through
      logits = decoder.append([id]);
    }
  } finally {
    if (given === undefined) decoder.dispose();
  }
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  const difference = a.findIndex((id, t) => id !== b[t]);
  return difference < 0 ? a.length : difference;
}
