import { ConfigError, requireInRange } from "../../core/index.ts";
import { decodeSafetensors, encodeSafetensors, type SafeTensor } from "../../core/safetensors.ts";
import type { LmConfig } from "../config.ts";
import { projectionKey } from "../model/model.ts";
import { expectedTensors } from "../weights/expected-tensors.ts";
import type { Adapter, AdapterMatrices } from "./adapter.ts";
import { decodePeftConfig, encodePeftConfig } from "./peft-config.ts";

/** The two files of an adapter as PEFT saves it. */
export interface AdapterFiles {
  /** Text of `adapter_config.json`. */
  readonly config: string;
  /** Bytes of `adapter_model.safetensors`. */
  readonly weights: Uint8Array;
}

const prefix = "base_model.model.";
const sha256Note = "base_sha256"; // PEFT passes over notes that it does not know

/**
 * Writes an adapter in the files of Hugging Face's PEFT, which loads them with `PeftModel.from_pretrained`.
 * The checksum of the base weights is a note in the weight file.
 *
 * @throws {ConfigError} If the rank is not a whole number >= 1.
 * @throws {ShapeError} If a factor does not have whole rows of the rank.
 * @see https://huggingface.co/docs/peft/main/developer_guides/checkpoint
 */
export function encodeAdapter(adapter: Adapter): AdapterFiles {
  const { rank, base, matrices } = adapter;
  requireInRange("encodeAdapter: rank", rank, { min: 1, integer: true });
  const tensors = Object.entries(matrices).flatMap(([name, { a, b }]) => [
    [`${prefix}${name}.lora_A.weight`, factor(a, [rank, a.length / rank])] as const,
    [`${prefix}${name}.lora_B.weight`, factor(b, [b.length / rank, rank])] as const,
  ]);
  const note = base.sha256 === undefined ? {} : { [sha256Note]: base.sha256 };
  return {
    config: encodePeftConfig({ ...adapter, baseName: base.name }),
    weights: encodeSafetensors({
      tensors: Object.fromEntries(tensors),
      metadata: { format: "pt", ...note },
    }),
  };
}

/**
 * Reads an adapter from PEFT's files. It changes the named matrices in every layer, with one rank.
 *
 * @param config - Shape of the model that it is for.
 * @throws {ConfigError} If it is of another kind than plain LoRA, is damaged, or does not fit the model.
 */
export function decodeAdapter(files: AdapterFiles, config: LmConfig): Adapter {
  const { baseName, ...settings } = decodePeftConfig(files.config);
  const { tensors, metadata } = decodeSafetensors(files.weights);
  const shapes = new Map(expectedTensors(config).map(({ name, shape }) => [name, shape]));
  const rest = new Map(Object.entries(tensors));
  const take = (name: string, shape: readonly number[]): Float32Array => {
    const tensor = rest.get(name) ?? refuse(`${name} must be in the file`, "none");
    rest.delete(name);
    const isSame = tensor.shape.length === 2 && tensor.shape.every((size, i) => size === shape[i]);
    if (!isSame) refuse(`${name} must be [${shape.join(", ")}]`, `[${tensor.shape.join(", ")}]`);
    const { data } = tensor;
    return data instanceof Float32Array ? data : refuse(`${name} must be float`, "wider numbers");
  };
  const matrices: [string, AdapterMatrices][] = [];
  for (let layer = 0; layer < config.numLayers; layer += 1) {
    for (const target of settings.targets) {
      const name = projectionKey(layer, target);
      const [numOut, numIn] = shapes.get(`${name}.weight`)!;
      const a = take(`${prefix}${name}.lora_A.weight`, [settings.rank, numIn!]);
      const b = take(`${prefix}${name}.lora_B.weight`, [numOut!, settings.rank]);
      matrices.push([name, { a, b }]);
    }
  }
  const [extra] = rest.keys();
  if (extra !== undefined) refuse("tensors must be factors of the target modules", extra);
  return {
    ...settings,
    matrices: Object.fromEntries(matrices),
    base: { name: baseName, sha256: metadata[sha256Note] },
  };
}

function factor(data: Float32Array, shape: readonly number[]): SafeTensor {
  return { shape, data };
}

function refuse(required: string, got: string): never {
  throw new ConfigError(
    `decodeAdapter: ${required}, got ${got}. The adapter is damaged, or for another model.`,
  );
}
