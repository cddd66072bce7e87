import { ConfigError } from "../../core/index.ts";
import type { LmConfig } from "../config.ts";
import { requireWeights } from "./expected-tensors.ts";
import { ggufConfig } from "./gguf-config.ts";
import { type GgufTensor, readGgufHeader } from "./gguf-header.ts";
import type { GgufMetadata } from "./gguf-metadata.ts";
import { weightName } from "./gguf-names.ts";
import { splitRotaryPairs } from "./rotary-rows.ts";
import type { ByteSource, WeightSource } from "./weight-source.ts";

/** A model in one file: weights, and the notes that its tokeniser and chat template come from. */
export interface GgufFile extends WeightSource {
  readonly metadata: GgufMetadata;
}

const rotaryDivisorsName = "rope_freqs.weight";

/**
 * Opens a Llama-family model in the GGUF format (versions 2 and 3; F32, F16, BF16, Q4_0, Q4_1,
 * Q5_0, Q8_0, Q4_K, Q6_K). Tensors are read and expanded to float32 one by one, when asked for; the
 * source must stay open until then. Whatever the bytes are, the header takes no more memory than ten
 * times its size, and a tensor no more than ten times its bytes in the file.
 *
 * @throws {ConfigError} If the file is damaged, incomplete, or of another model or format.
 * @see https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
export async function openGguf(source: ByteSource): Promise<GgufFile> {
  const subject = `openGguf: ${source.name}`;
  const { metadata, tensors } = await readGgufHeader(source);
  const rotaryDivisors = tensors.find(({ name }) => name === rotaryDivisorsName);
  const byName = nameTensors(
    subject,
    tensors.filter((tensor) => tensor !== rotaryDivisors),
  );
  const find = (name: string): GgufTensor => {
    const tensor = byName.get(name);
    if (tensor !== undefined) return tensor;
    throw new ConfigError(
      `${subject}: the name of a tensor must be one of the file's, got "${name}"`,
    );
  };
  const config = ggufConfig(subject, metadata, {
    vocabularySize: requireEmbedding(subject, byName).shape[0]!,
    hasHead: byName.has("lm_head.weight"),
    rotaryDivisors: rotaryDivisors && (await readTensor(source, rotaryDivisors)),
  });
  const file: GgufFile = {
    config,
    metadata,
    names: [...byName.keys()],
    shapeOf: (name) => find(name).shape,
    read: async (name) => {
      const tensor = find(name);
      return orderRows(name, tensor, config, await readTensor(source, tensor));
    },
  };
  requireWeights(subject, file);
  return file;
}

function nameTensors(subject: string, tensors: readonly GgufTensor[]): Map<string, GgufTensor> {
  return new Map(
    tensors.map((tensor) => {
      const name = weightName(tensor.name);
      if (name !== undefined) return [name, tensor] as const;
      throw new ConfigError(
        `${subject}: tensors must be those of a Llama without biases or experts, ` +
          `got "${tensor.name.slice(0, 60)}"`,
      );
    }),
  );
}

/** The vocabulary's size is that of the embedding; what else is missing shows when that is known. */
function requireEmbedding(subject: string, tensors: ReadonlyMap<string, GgufTensor>): GgufTensor {
  const embedding = tensors.get("model.embed_tokens.weight");
  if (embedding !== undefined) return embedding;
  throw new ConfigError(
    `${subject}: weights must have a token_embd.weight, got none. ` +
      "The file has a vocabulary alone, or is a part of several.",
  );
}

async function readTensor(source: ByteSource, tensor: GgufTensor): Promise<Float32Array> {
  return tensor.format.decode(await source.read(tensor.begin, tensor.numBytes));
}

function orderRows(
  name: string,
  { shape }: GgufTensor,
  { headDim }: LmConfig,
  values: Float32Array,
): Float32Array {
  const isRotated = name.endsWith(".q_proj.weight") || name.endsWith(".k_proj.weight");
  return isRotated ? splitRotaryPairs(values, shape[1]!, headDim) : values;
}
