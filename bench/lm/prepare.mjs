/**
 * Writes what both sides read into a folder: `problems.json`, the model's dequantised float32 weights as
 * Hugging Face's libraries save them, and the untrained adapter as PEFT saves it.
 *
 *     node bench/lm/prepare.mjs FOLDER
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { openModelFiles } from "triptych/data";
import { createLora, encodeAdapter, loadChatModel, openGguf, saveLora } from "triptych/lm";
import { createProblems } from "./problems.mjs";

const folder = process.argv[2];
const weightFolder = join(folder, "weights");
const adapterFolder = join(folder, "adapter");
for (const path of [weightFolder, adapterFolder]) mkdirSync(path, { recursive: true });

const files = await openModelFiles();
const source = await openGguf(files.file);
writeFileSync(join(weightFolder, "config.json"), JSON.stringify(hfConfig(source.config)));
await writeWeights(join(weightFolder, "model.safetensors"));
const chat = await loadChatModel(files);
await files.close();
writeFileSync(join(folder, "problems.json"), JSON.stringify(await createProblems(chat)));
const adapter = encodeAdapter(saveLora(createLora(chat.model), { name: weightFolder }));
writeFileSync(join(adapterFolder, "adapter_config.json"), adapter.config);
writeFileSync(join(adapterFolder, "adapter_model.safetensors"), adapter.weights);

function hfConfig(config) {
  return {
    architectures: ["LlamaForCausalLM"],
    model_type: "llama",
    vocab_size: config.vocabularySize,
    hidden_size: config.hiddenSize,
    num_hidden_layers: config.numLayers,
    num_attention_heads: config.numHeads,
    num_key_value_heads: config.numKvHeads,
    head_dim: config.headDim,
    intermediate_size: config.intermediateSize,
    max_position_embeddings: config.contextLength,
    rms_norm_eps: config.normEpsilon,
    rope_theta: config.rotary.base,
    tie_word_embeddings: config.tiedEmbeddings,
    torch_dtype: "float32",
  };
}

async function writeWeights(path) {
  const header = { __metadata__: { format: "pt" } };
  let end = 0;
  for (const name of source.names) {
    const shape = source.shapeOf(name);
    const begin = end;
    end += 4 * shape.reduce((size, axis) => size * axis, 1);
    header[name] = { dtype: "F32", shape, data_offsets: [begin, end] };
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const file = await open(path, "w");
  await file.writeFile(Buffer.concat([length, text]));
  for (const name of source.names) {
    const { buffer, byteOffset, byteLength } = await source.read(name);
    await file.writeFile(Buffer.from(buffer, byteOffset, byteLength));
  }
  await file.close();
}
