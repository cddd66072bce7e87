import { z } from "zod";
import { ConfigError, requireKnownName } from "../../core/index.ts";
import {
  bytesOnly,
  gpt2Pattern,
  type PreTokenizerJson,
  sequence,
  splitAt,
} from "./pre-tokenizer.ts";
import { sentencePieceMerges } from "./sentence-piece.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { createTokenizer } from "./tokenizer-json.ts";

// Checked in place: a vocabulary has 100,000 entries.
const numbersSchema = z.custom<readonly number[]>(
  (value) => Array.isArray(value) && value.every((entry) => typeof entry === "number"),
  "must be a list of numbers",
);

const textsSchema = z.custom<readonly string[]>(
  (value) => Array.isArray(value) && value.every((entry) => typeof entry === "string"),
  "must be a list of strings",
);

const idSchema = z.int().min(0);

const vocabularySchema = z.looseObject({
  "tokenizer.ggml.model": z.string(),
  "tokenizer.ggml.tokens": textsSchema,
  "tokenizer.ggml.token_type": numbersSchema,
  "tokenizer.ggml.eos_token_id": idSchema,
  "tokenizer.ggml.unknown_token_id": idSchema.optional(),
  "tokenizer.ggml.pre": z.string().optional(),
  "tokenizer.ggml.merges": textsSchema.optional(),
  "tokenizer.ggml.scores": numbersSchema.optional(),
  "tokenizer.ggml.add_space_prefix": z.boolean().default(true),
});

type GgufVocabulary = z.infer<typeof vocabularySchema>;

/** GGUF's numbers for what a token is; all others are pieces of text. */
const tokenTypes = { unknown: 2, control: 3, userDefined: 4, byte: 6 };

const llama3Pattern =
  "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

/** Regular expressions that cut text in turn, by the name that GGUF has for them. */
const splitPatterns = {
  smollm: ["\\p{N}", gpt2Pattern],
  "llama-bpe": [llama3Pattern],
  "gpt-2": [gpt2Pattern],
  default: ["[\\p{P}\\$\\+<=>\\^~\\|]+", gpt2Pattern, "\\p{N}+", "[0-9][0-9][0-9]"],
} as const;

type SplitName = keyof typeof splitPatterns;

const splitNames: readonly SplitName[] = ["smollm", "llama-bpe", "gpt-2", "default"];

/** Names of vocabularies that we read. */
const modelNames = ["gpt2", "llama"] as const;

/**
 * Makes a tokenizer of the vocabulary in a GGUF file: byte-level BPE (`"gpt2"`) or SentencePiece's BPE
 * (`"llama"`).
 *
 * @param metadata - The file's key-value pairs; those that start with `tokenizer.ggml.` are read.
 * @throws {ConfigError} If a key is missing, or names a vocabulary or a way to split text that is not
 *   known.
 */
export function createGgufTokenizer(metadata: Readonly<Record<string, unknown>>): Tokenizer {
  const parsed = vocabularySchema.safeParse(metadata);
  if (!parsed.success) {
    throw new ConfigError(
      `createGgufTokenizer: metadata must have a vocabulary\n${z.prettifyError(parsed.error)}`,
    );
  }
  const vocabulary = parsed.data;
  const tokens = vocabulary["tokenizer.ggml.tokens"];
  requireOnePerToken("token_type", vocabulary["tokenizer.ggml.token_type"], tokens.length);
  const model = requireKnownName(
    "createGgufTokenizer: tokenizer.ggml.model",
    vocabulary["tokenizer.ggml.model"],
    modelNames,
  );
  const json = model === "gpt2" ? byteLevelJson(vocabulary) : sentencePieceJson(vocabulary);
  return createTokenizer(
    { ...json, added_tokens: addedTokens(vocabulary) },
    { eos_token: tokenOf("eos_token_id", vocabulary["tokenizer.ggml.eos_token_id"], tokens) },
  );
}

function byteLevelJson(vocabulary: GgufVocabulary): object {
  const name = requireKnownName(
    "createGgufTokenizer: tokenizer.ggml.pre",
    vocabulary["tokenizer.ggml.pre"] ?? "",
    splitNames,
  );
  const steps: readonly PreTokenizerJson[] = splitPatterns[name].map(splitAt);
  return {
    pre_tokenizer: sequence(...steps, bytesOnly),
    decoder: { type: "ByteLevel" },
    model: {
      type: "BPE",
      vocab: idsOf(vocabulary),
      merges: requireKey("merges", vocabulary["tokenizer.ggml.merges"]),
      // Llama 3 takes a whole word from the vocabulary where it is there, whatever the merges give.
      ignore_merges: name === "llama-bpe",
    },
  };
}

function sentencePieceJson(vocabulary: GgufVocabulary): object {
  const tokens = vocabulary["tokenizer.ggml.tokens"];
  const scores = requireKey("scores", vocabulary["tokenizer.ggml.scores"]);
  requireOnePerToken("scores", scores, tokens.length);
  const { unknown, control, byte } = tokenTypes;
  const types = vocabulary["tokenizer.ggml.token_type"];
  const pieces = tokens
    .map((text, id) => ({ text, score: scores[id]!, type: types[id]! }))
    .filter(({ type }) => type !== unknown && type !== control && type !== byte);
  const hasPrefix = vocabulary["tokenizer.ggml.add_space_prefix"];
  const unknownId = vocabulary["tokenizer.ggml.unknown_token_id"];
  const spaces = { type: "Replace", pattern: { String: " " }, content: "▁" };
  return {
    normalizer: {
      type: "Sequence",
      normalizers: hasPrefix ? [{ type: "Prepend", prepend: "▁" }, spaces] : [spaces],
    },
    decoder: {
      type: "Sequence",
      decoders: [
        { type: "Replace", pattern: { String: "▁" }, content: " " },
        { type: "ByteFallback" },
        { type: "Fuse" },
        ...(hasPrefix ? [{ type: "Strip", content: " ", start: 1, stop: 0 }] : []),
      ],
    },
    model: {
      type: "BPE",
      vocab: idsOf(vocabulary),
      merges: sentencePieceMerges(pieces),
      byte_fallback: true,
      fuse_unk: true,
      unk_token: unknownId === undefined ? null : tokenOf("unknown_token_id", unknownId, tokens),
    },
  };
}

function idsOf(vocabulary: GgufVocabulary): Readonly<Record<string, number>> {
  return Object.fromEntries(vocabulary["tokenizer.ggml.tokens"].map((token, id) => [token, id]));
}

/** The tokens that are found in a text as they stand, before it is split. */
function addedTokens(vocabulary: GgufVocabulary): readonly object[] {
  const types = vocabulary["tokenizer.ggml.token_type"];
  const { unknown, control, userDefined } = tokenTypes;
  return vocabulary["tokenizer.ggml.tokens"].flatMap((content, id) => {
    const special = types[id] === control || types[id] === unknown;
    if (!special && types[id] !== userDefined) return [];
    return [{ id, content, special, normalized: false }];
  });
}

function tokenOf(key: string, id: number, tokens: readonly string[]): string {
  const token = tokens[id];
  if (token !== undefined) return token;
  throw new ConfigError(
    `createGgufTokenizer: tokenizer.ggml.${key} must be below ${tokens.length}, the number of tokens, got ${id}`,
  );
}

function requireKey<T>(key: string, value: T | undefined): T {
  if (value !== undefined) return value;
  throw new ConfigError(
    `createGgufTokenizer: metadata must have tokenizer.ggml.${key} for this model, got none`,
  );
}

function requireOnePerToken(key: string, values: readonly number[], numTokens: number): void {
  if (values.length === numTokens) return;
  throw new ConfigError(
    `createGgufTokenizer: tokenizer.ggml.${key} must have ${numTokens} entries, one for each token, got ${values.length}`,
  );
}
