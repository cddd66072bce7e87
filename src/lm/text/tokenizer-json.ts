import { Tokenizer as LibraryTokenizer } from "@huggingface/tokenizers";
import { z } from "zod";
import { ConfigError } from "../../core/index.ts";
import { exactPreTokenizer, type PreTokenizerJson, sequence } from "./pre-tokenizer.ts";
import { splitAtWords } from "./sentence-piece.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Ids by spelling; checked in place, for a copy of 100,000 entries costs more than the check. */
const vocabularySchema = z.custom<Readonly<Record<string, number>>>(
  (value) =>
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((id) => Number.isInteger(id) && id >= 0),
  "must give each token's id",
);

const mergesSchema = z.custom<readonly unknown[]>(
  (value) => Array.isArray(value) && value.every(isMerge),
  'must be a list of pairs, "a b" or ["a", "b"]',
);

function isMerge(value: unknown): boolean {
  return Array.isArray(value)
    ? value.length === 2 && value.every((half) => typeof half === "string")
    : typeof value === "string";
}

const stepSchema = z.looseObject({ type: z.string() });

const tokenizerSchema = z.looseObject({
  added_tokens: z
    .array(
      z.looseObject({
        id: z.int().min(0),
        content: z.string().min(1),
        special: z.boolean().default(false),
      }),
    )
    .default([]),
  normalizer: stepSchema.nullable().default(null),
  pre_tokenizer: stepSchema
    .transform((step) => exactPreTokenizer(step))
    .nullable()
    .default(null),
  decoder: stepSchema,
  model: z.looseObject({
    type: z.literal("BPE"),
    vocab: vocabularySchema,
    merges: mergesSchema,
  }),
});

type TokenizerJson = z.infer<typeof tokenizerSchema>;

const configSchema = z.looseObject({
  eos_token: z
    .union([z.string(), z.looseObject({ content: z.string() }).transform(({ content }) => content)])
    .nullish(),
});

/** What is used of the library's tokenizer, whose own declarations do not resolve. */
interface Library {
  encode(text: string, options: { add_special_tokens: boolean }): { ids: number[] };
  decode(
    ids: number[],
    options: { skip_special_tokens: boolean; clean_up_tokenization_spaces: boolean },
  ): string;
  id_to_token(id: number): string | undefined;
  readonly model: { cache: MergeCache };
  token_to_id(token: string): number | undefined;
}

/** What the library's BPE asks for and tells of each word it merges. */
interface MergeCache {
  get(word: string): string[] | undefined;
  put(word: string, tokens: string[]): void;
}

/** Tokens that end a turn in the families we know, beside the one the configuration names. */
const turnEnds = ["<|im_end|>", "<|eot_id|>", "<|end_of_text|>"];

/**
 * Makes a tokenizer of Hugging Face's files: byte-level BPE (Llama 3, SmolLM2) or SentencePiece's BPE
 * with byte fallback (Llama 2, Mistral, Vicuna).
 *
 * A lone surrogate in a text counts as U+FFFD. A byte that a byte-level vocabulary lacks is left out,
 * as the reference does.
 *
 * @param tokenizerJson - The content of `tokenizer.json`.
 * @param tokenizerConfig - The content of `tokenizer_config.json`; of it, `eos_token` is read.
 * @throws {ConfigError} If a field is missing, or the file describes another kind of tokenizer.
 */
export function createTokenizer(tokenizerJson: unknown, tokenizerConfig: unknown): Tokenizer {
  const json = parseFile("tokenizer.json", tokenizerSchema, tokenizerJson);
  const config = parseFile("tokenizer_config.json", configSchema, tokenizerConfig);
  const vocabularySize = countIds(json);
  const library = createLibraryTokenizer(json);
  const endIds = findEndIds(library, config.eos_token ?? undefined);
  const spell = (id: number): string => {
    const token = library.id_to_token(id);
    if (token !== undefined) return token;
    throw new ConfigError(
      `createTokenizer: ids must be those of tokens, from 0 to ${vocabularySize - 1}, got ${id}`,
    );
  };
  return {
    vocabularySize,
    endIds,
    encode: (text) =>
      library.encode(text.replace(/\p{Surrogate}/gu, "\ufffd"), { add_special_tokens: false }).ids,
    decode: (ids) => {
      for (const id of ids) spell(id);
      if (ids.length === 0) return ""; // the library takes an empty list for a mistake
      return library.decode([...ids], {
        skip_special_tokens: true,
        clean_up_tokenization_spaces: false,
      });
    },
    spell,
  };
}

function parseFile<T>(file: string, schema: z.ZodType<T>, content: unknown): T {
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    `createTokenizer: ${file} must describe a BPE tokenizer\n${z.prettifyError(parsed.error)}`,
  );
}

function countIds({ model, added_tokens: added }: TokenizerJson): number {
  let largest = -1;
  for (const id of Object.values(model.vocab)) largest = Math.max(largest, id);
  for (const { id } of added) largest = Math.max(largest, id);
  return largest + 1;
}

function createLibraryTokenizer(json: TokenizerJson): Library {
  try {
    // No post-processor: what it adds around a text, a chat template writes.
    const steps = { pre_tokenizer: exactSteps(json), post_processor: null };
    const library: Library = new LibraryTokenizer({ ...json, ...steps }, {});
    library.model.cache = createMergeCache();
    return library;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(
      `createTokenizer: tokenizer.json must have a normalizer, split pattern and decoder of a known kind, got: ${reason}`,
      { cause },
    );
  }
}

/** Without steps of its own, or with the one that marks spaces, SentencePiece merges a whole text. */
function exactSteps({ pre_tokenizer: step, model }: TokenizerJson): PreTokenizerJson | null {
  if (step !== null && step.type !== "Metaspace") return step;
  const words = splitAtWords(Object.keys(model.vocab));
  return step === null || words === null ? (step ?? words) : sequence(step, words);
}

const mostMergesKept = 50_000;

/** The library's own cache moves an entry at each reading, which takes longer than all the rest. */
function createMergeCache(): MergeCache {
  const merged = new Map<string, string[]>();
  return {
    get: (word) => merged.get(word),
    put: (word, tokens) => {
      if (merged.size >= mostMergesKept) merged.clear();
      merged.set(word, tokens);
    },
  };
}

function findEndIds(library: Library, endToken: string | undefined): readonly number[] {
  const named = endToken === undefined ? undefined : library.token_to_id(endToken);
  if (endToken !== undefined && named === undefined) {
    throw new ConfigError(
      `createTokenizer: eos_token must be a token of tokenizer.json, got "${endToken}". Take both files from the same model.`,
    );
  }
  const ids = [named, ...turnEnds.map((token) => library.token_to_id(token))];
  const endIds = [...new Set(ids.filter((id) => id !== undefined))];
  if (endIds.length > 0) return endIds;
  throw new ConfigError(
    `createTokenizer: a token must end an answer, got no eos_token in tokenizer_config.json and none of ${turnEnds.join(", ")} in tokenizer.json. Set eos_token.`,
  );
}
