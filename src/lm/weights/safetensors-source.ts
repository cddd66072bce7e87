import { ConfigError } from "../../core/index.ts";
import {
  decodeSafetensorsData,
  decodeSafetensorsHeader,
  type SafetensorsEntry,
  safetensorsDataStart,
} from "../../core/safetensors.ts";
import type { LmConfig } from "../config.ts";
import { requireWeights } from "./expected-tensors.ts";
import type { ByteSource, WeightSource } from "./weight-source.ts";

/** A tensor and the file that it is in. */
interface Placed extends SafetensorsEntry {
  readonly file: ByteSource;
  readonly dataStart: number;
}

/**
 * Opens a Llama-family model in the safetensors format (F32, F16, BF16), as Hugging Face has them.
 * Tensors are read as float32 one by one, when asked for; the files must stay open until then.
 *
 * @param files - All shards, in any order.
 * @param config - From `config.json`, by `parseHfConfig`.
 * @throws {ConfigError} If a file is damaged, or the tensors are not those of the config.
 */
export async function openSafetensors(
  files: readonly ByteSource[],
  config: LmConfig,
): Promise<WeightSource> {
  const subject = `openSafetensors: ${files.map(({ name }) => name).join(", ")}`;
  const tensors = new Map<string, Placed>();
  for (const file of files) {
    for (const tensor of await readEntries(file)) {
      const { name } = tensor;
      if (isSuperfluous(name, config)) continue;
      if (tensors.has(name)) {
        throw new ConfigError(`${subject}: each tensor must be in one file, got "${name}" twice`);
      }
      tensors.set(name, tensor);
    }
  }
  const find = (name: string): Placed => {
    const tensor = tensors.get(name);
    if (tensor !== undefined) return tensor;
    throw new ConfigError(
      `${subject}: the name of a tensor must be one of the files', got "${name}"`,
    );
  };
  const source: WeightSource = {
    config,
    names: [...tensors.keys()],
    shapeOf: (name) => find(name).shape,
    read: (name) => readTensor(find(name)),
  };
  requireWeights(subject, source);
  return source;
}

async function readEntries(file: ByteSource): Promise<readonly Placed[]> {
  try {
    const prefix = await file.read(0, Math.min(8, file.size));
    const dataStart = safetensorsDataStart(prefix, file.size);
    const header = await file.read(8, dataStart - 8);
    const { entries } = decodeSafetensorsHeader(header, file.size - dataStart);
    return entries.map((entry) => ({ ...entry, file, dataStart }));
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    throw new ConfigError(`openSafetensors: ${file.name}: ${cause.message}`, { cause });
  }
}

/** Old files have the rotary angles, and some the embedding a second time as the output matrix. */
function isSuperfluous(name: string, { tiedEmbeddings }: LmConfig): boolean {
  return name.endsWith(".rotary_emb.inv_freq") || (tiedEmbeddings && name === "lm_head.weight");
}

async function readTensor({ file, dataStart, dtype, begin, end }: Placed): Promise<Float32Array> {
  const data = decodeSafetensorsData(dtype, await file.read(dataStart + begin, end - begin));
  return data instanceof Float32Array ? data : Float32Array.from(data, Number);
}
