import { createRandom } from "../../../src/core/index.ts";
import type { WrittenNote, WrittenTensor } from "./gguf-writer.ts";

/** Notes of a Llama of one layer: width 32, two heads of 16, one key and value head. */
export const tinyNotes: Readonly<Record<string, WrittenNote>> = {
  "general.architecture": { type: "string", value: "llama" },
  "llama.block_count": { type: "uint32", value: 1 },
  "llama.context_length": { type: "uint32", value: 64 },
  "llama.embedding_length": { type: "uint32", value: 32 },
  "llama.feed_forward_length": { type: "uint32", value: 64 },
  "llama.attention.head_count": { type: "uint32", value: 2 },
  "llama.attention.head_count_kv": { type: "uint32", value: 1 },
  "llama.rope.freq_base": { type: "float32", value: 500 },
  "llama.attention.layer_norm_rms_epsilon": { type: "float32", value: 2 ** -17 },
  "tokenizer.ggml.tokens": { type: "array", of: "string", value: ["a", "b", "é", ""] },
  "tokenizer.ggml.token_type": { type: "array", of: "int32", value: [1, 1, 3, -1] },
};

const sizes: Readonly<Record<string, readonly number[]>> = {
  "token_embd.weight": [32, 4],
  "blk.0.attn_norm.weight": [32],
  "blk.0.attn_q.weight": [32, 32],
  "blk.0.attn_k.weight": [32, 16],
  "blk.0.attn_v.weight": [32, 16],
  "blk.0.attn_output.weight": [32, 32],
  "blk.0.ffn_norm.weight": [32],
  "blk.0.ffn_gate.weight": [32, 64],
  "blk.0.ffn_up.weight": [32, 64],
  "blk.0.ffn_down.weight": [64, 32],
  "output_norm.weight": [32],
};

/** Its tensors: Q8_0 with a scale of 1 for the embedding, Q4_1 for the feed-forward part, else F32. */
export const tinyTensors: readonly WrittenTensor[] = Object.entries(sizes).map(([name, axes]) => {
  const random = createRandom(axes.length);
  const numEntries = axes.reduce((product, size) => product * size);
  const [type, blockBytes] = name.startsWith("token") ? [8, 34] : [3, 20];
  if (!(name.startsWith("token") || name.includes("ffn_gate"))) {
    const values = Float32Array.from({ length: numEntries }, () => random.uniform());
    return { name, sizes: axes, type: 0, bytes: new Uint8Array(values.buffer) };
  }
  const bytes = Uint8Array.from({ length: (numEntries / 32) * blockBytes }, (_, i) => {
    const place = i % blockBytes;
    if (place < 2) return place === 0 ? 0 : 0x3c; // 1 in half precision
    return type === 3 && place < 4 ? 0 : random.integer(256);
  });
  return { name, sizes: axes, type, bytes };
});
