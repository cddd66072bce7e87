/** A GGUF vocabulary, as `createGgufTokenizer` takes it. */
export type Vocabulary = Readonly<Record<string, unknown>>;

/** Byte-level letters of bytes 33 to 126: themselves; the space is `Ġ`, the line feed `Ċ`. */
const byteLetters = [
  ...Array.from({ length: 94 }, (_, i) => String.fromCodePoint(33 + i)),
  "Ġ",
  "Ċ",
];

const controls = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];

/** Ids 0 to 2 are control tokens, then come the bytes' letters, then the merges' results. */
function byteLevelTokens(merges: readonly string[]): readonly string[] {
  return [...controls, ...byteLetters, ...merges.map((merge) => merge.replace(" ", ""))];
}

/** A byte-level vocabulary of printable ASCII, the line feed and what the merges give. */
export function byteLevelVocabulary(merges: readonly string[]): Vocabulary {
  const tokens = byteLevelTokens(merges);
  return {
    "tokenizer.ggml.model": "gpt2",
    "tokenizer.ggml.pre": "smollm",
    "tokenizer.ggml.tokens": tokens,
    "tokenizer.ggml.token_type": tokens.map((_, id) => (id < controls.length ? 3 : 1)),
    "tokenizer.ggml.merges": merges,
    "tokenizer.ggml.bos_token_id": 1,
    "tokenizer.ggml.eos_token_id": 2,
  };
}

/** The same vocabulary as the content of `tokenizer.json`. */
export function byteLevelJson(merges: readonly string[]) {
  return {
    added_tokens: controls.map((content, id) => ({ id, content, special: true })),
    normalizer: null,
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Digits", individual_digits: true },
        { type: "ByteLevel", add_prefix_space: false, use_regex: true },
      ],
    },
    post_processor: { type: "ByteLevel" },
    decoder: { type: "ByteLevel" },
    model: {
      type: "BPE",
      vocab: Object.fromEntries(byteLevelTokens(merges).map((token, id) => [token, id])),
      merges,
    },
  };
}

/** Ids 0 to 2 are `<unk>`, `<s>`, `</s>`, 3 to 258 the bytes, then the pieces, best score first. */
export function sentencePieceVocabulary(pieces: readonly string[]): Vocabulary {
  const bytes = Array.from(
    { length: 256 },
    (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`,
  );
  const tokens = ["<unk>", "<s>", "</s>", ...bytes, ...pieces];
  return {
    "tokenizer.ggml.model": "llama",
    "tokenizer.ggml.tokens": tokens,
    "tokenizer.ggml.token_type": [2, 3, 3, ...bytes.map(() => 6), ...pieces.map(() => 1)],
    "tokenizer.ggml.scores": [0, 0, 0, ...bytes.map(() => 0), ...pieces.map((_, i) => -i)],
    "tokenizer.ggml.bos_token_id": 1,
    "tokenizer.ggml.eos_token_id": 2,
    "tokenizer.ggml.unknown_token_id": 0,
  };
}
