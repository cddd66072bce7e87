import { z } from "zod";
import { ConfigError, requireKnownName } from "../../core/index.ts";

/** A step of `tokenizer.json` that splits text before tokens are merged. */
export interface PreTokenizerJson {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** How GPT-2 cuts text: English endings, words, numbers, other signs, white space. */
export const gpt2Pattern =
  "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

/** Cuts text at each match of a regular expression; matches and what lies between are pieces. */
export function splitAt(pattern: string): PreTokenizerJson {
  return { type: "Split", pattern: { Regex: pattern }, behavior: "Isolated", invert: false };
}

/** Writes pieces as bytes, one letter each. */
export const bytesOnly: PreTokenizerJson = {
  type: "ByteLevel",
  add_prefix_space: false,
  trim_offsets: true,
  use_regex: false,
};

/** Takes several steps one after the other. */
export function sequence(...steps: readonly PreTokenizerJson[]): PreTokenizerJson {
  return { type: "Sequence", pretokenizers: steps };
}

const sequenceSchema = z.looseObject({
  pretokenizers: z.array(z.looseObject({ type: z.string() })),
});
const digitsSchema = z.looseObject({ individual_digits: z.boolean().default(false) });
const byteLevelSchema = z.looseObject({
  add_prefix_space: z.literal(false),
  use_regex: z.boolean().default(true),
});
const splitSchema = z.looseObject({
  behavior: z.enum(["Isolated", "Removed"]),
  invert: z.literal(false).default(false),
  pattern: z.union([z.strictObject({ Regex: z.string() }), z.strictObject({ String: z.string() })]),
});
const metaspaceSchema = z.looseObject({ split: z.literal(false) });

const kinds = ["ByteLevel", "Digits", "Metaspace", "Sequence", "Split"] as const;

/**
 * Rewrites a step of `tokenizer.json` so that the JavaScript library cuts as the reference does.
 *
 * The two differ in what a digit is (the reference: every `\p{N}`) and in what white space is
 * (JavaScript counts U+FEFF and not U+0085); and the library passes over options that it does not know.
 *
 * @throws {ConfigError} If the step or one of its options is not supported.
 */
export function exactPreTokenizer(step: PreTokenizerJson): PreTokenizerJson {
  const kind = requireKnownName("createTokenizer: pre_tokenizer.type", step.type, kinds);
  if (kind === "Sequence") {
    const { pretokenizers } = parseStep(kind, sequenceSchema, step);
    return sequence(...pretokenizers.map(exactPreTokenizer));
  }
  if (kind === "Digits") {
    const { individual_digits: single } = parseStep(kind, digitsSchema, step);
    return splitAt(single ? "\\p{N}" : "\\p{N}+");
  }
  if (kind === "ByteLevel") {
    const { use_regex: splits } = parseStep(kind, byteLevelSchema, step);
    return splits ? sequence(splitAt(unicodePattern(gpt2Pattern)), bytesOnly) : bytesOnly;
  }
  if (kind === "Metaspace") return { ...parseStep(kind, metaspaceSchema, step), type: kind };
  const { pattern, ...options } = parseStep(kind, splitSchema, step);
  if ("String" in pattern) return { ...options, pattern, type: kind };
  return { ...options, pattern: { Regex: unicodePattern(pattern.Regex) }, type: kind };
}

function parseStep<T>(kind: string, schema: z.ZodType<T>, json: unknown): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    `createTokenizer: ${kind} must be a supported way to split text, got ${JSON.stringify(json)}\n${z.prettifyError(parsed.error)}`,
  );
}

const unicodeClasses: Readonly<Record<string, string>> = {
  s: "\\p{White_Space}",
  S: "\\P{White_Space}",
  d: "\\p{Nd}",
  D: "\\P{Nd}",
};

/** Spells white space and digits as Unicode properties, which mean the same everywhere. */
function unicodePattern(pattern: string): string {
  return pattern.replace(
    /\\(.)/gsu,
    (escaped, letter: string) => unicodeClasses[letter] ?? escaped,
  );
}
