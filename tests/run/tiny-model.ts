import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "../../src/core/index.ts";
import { encodeSafetensors } from "../../src/core/safetensors.ts";
import { expectedTensors } from "../../src/lm/weights/expected-tensors.ts";
import { parseHfConfig } from "../../src/lm/weights/hf-config.ts";
import { turnsTemplate } from "../lm/text/templates.ts";
import { byteLevelJson } from "../lm/text/vocabularies.ts";

/** Pieces that keep prompts short: English in the prompts of the tests. */
const merges = ["t h", "th e", "Ġ the", "i n", "e r", "o n", "Ġ a", "e n", "Ġ s", "r e"];

/** Writes a chat model of two layers, random by a seed, as Hugging Face's libraries would. */
export function writeTinyModel(folder: string, { seed = 0, hiddenSize = 16 } = {}): string {
  const tokenizer = byteLevelJson(merges);
  const config = {
    model_type: "llama",
    vocab_size: Object.keys(tokenizer.model.vocab).length,
    hidden_size: hiddenSize,
    intermediate_size: 32,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    num_key_value_heads: 1,
    max_position_embeddings: 2048,
    tie_word_embeddings: true,
    rope_theta: 10_000,
  };
  const random = createRandom(seed);
  const entries = expectedTensors(parseHfConfig(config)).map(({ name, shape }) => {
    const size = shape.reduce((product, side) => product * side, 1);
    const center = shape.length === 1 ? 1 : 0;
    const data = Float32Array.from({ length: size }, () => center + random.uniform() - 0.5);
    return [name, { shape, data }] as const;
  });
  const tokenizerConfig = { eos_token: "<|im_end|>", chat_template: turnsTemplate };
  mkdirSync(folder, { recursive: true });
  const write = (name: string, content: unknown) =>
    writeFileSync(join(folder, name), JSON.stringify(content));
  write("config.json", config);
  write("tokenizer.json", tokenizer);
  write("tokenizer_config.json", tokenizerConfig);
  writeFileSync(
    join(folder, "model.safetensors"),
    encodeSafetensors({ tensors: Object.fromEntries(entries), metadata: {} }),
  );
  return folder;
}
