import { tf } from "../../core/index.ts";
import type { LmConfig } from "../config.ts";
import type { WeightSource } from "../weights/weight-source.ts";
import { rotaryFrequencies } from "./rotary-angles.ts";

/** The matrices of a layer that an adapter can extend, by Hugging Face's names. */
export const projectionNames = [
  "q_proj",
  "k_proj",
  "v_proj",
  "o_proj",
  "gate_proj",
  "up_proj",
  "down_proj",
] as const;

/** A matrix of a layer: of attention (`q`, `k`, `v`, `o`) or of the feed-forward part. */
export type ProjectionName = (typeof projectionNames)[number];

/** Weights of a layer; matrices are `[out, in]`. */
export interface LayerWeights {
  /** `[D]`. */
  readonly attentionNorm: tf.Variable<tf.Rank.R1>;
  /** `[D]`. */
  readonly feedForwardNorm: tf.Variable<tf.Rank.R1>;
  readonly projections: Readonly<Record<ProjectionName, tf.Variable<tf.Rank.R2>>>;
}

/** A decoder-only language model of the Llama family on the device. */
export interface LanguageModel {
  readonly config: LmConfig;
  /** `[V, D]`. */
  readonly embedding: tf.Variable<tf.Rank.R2>;
  readonly layers: readonly LayerWeights[];
  /** `[D]`. */
  readonly finalNorm: tf.Variable<tf.Rank.R1>;
  /** `[V, D]`; the embedding where the two are tied. */
  readonly head: tf.Variable<tf.Rank.R2>;
  /** Radians per position of each rotary pair. */
  readonly frequencies: readonly number[];
  /** All weights, each once. */
  readonly variables: readonly tf.Variable[];
  dispose(): void;
}

/** How {@link loadModel} is followed. */
export interface LoadOptions {
  /** Told after each tensor. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Whether the weights themselves are trained; adapters train either way. Default false. */
  readonly trainable?: boolean;
}

/** Name of a layer's matrix in weight files. */
export function projectionKey(layer: number, name: ProjectionName): string {
  const part = ["gate_proj", "up_proj", "down_proj"].includes(name) ? "mlp" : "self_attn";
  return `model.layers.${layer}.${part}.${name}`;
}

/**
 * Reads a model's weights to the device, one tensor at a time.
 *
 * @throws {ConfigError} If a tensor is missing or of another shape; what was read is freed.
 */
export async function loadModel(
  source: WeightSource,
  { onProgress, trainable = false }: LoadOptions = {},
): Promise<LanguageModel> {
  const { config } = source;
  const variables: tf.Variable[] = [];
  const total = (config.tiedEmbeddings ? 2 : 3) + config.numLayers * (2 + projectionNames.length);
  const read = async <R extends tf.Rank.R1 | tf.Rank.R2>(name: string) => {
    const values = await source.read(name);
    const tensor = tf.tensor<R>(values, [...source.shapeOf(name)] as tf.ShapeMap[R]);
    const variable = tf.variable(tensor, trainable); // shares the tensor's memory
    tensor.dispose();
    variables.push(variable);
    onProgress?.(variables.length, total);
    return variable;
  };
  const dispose = () => tf.dispose(variables);
  try {
    const embedding = await read<tf.Rank.R2>("model.embed_tokens.weight");
    const layers: LayerWeights[] = [];
    for (let layer = 0; layer < config.numLayers; layer += 1) {
      const projections = {} as Record<ProjectionName, tf.Variable<tf.Rank.R2>>;
      for (const name of projectionNames) {
        projections[name] = await read(`${projectionKey(layer, name)}.weight`);
      }
      const norm = (name: string) => read<tf.Rank.R1>(`model.layers.${layer}.${name}.weight`);
      const attentionNorm = await norm("input_layernorm");
      const feedForwardNorm = await norm("post_attention_layernorm");
      layers.push({ attentionNorm, feedForwardNorm, projections });
    }
    const finalNorm = await read<tf.Rank.R1>("model.norm.weight");
    const head = config.tiedEmbeddings ? embedding : await read<tf.Rank.R2>("lm_head.weight");
    const frequencies = rotaryFrequencies(config.rotary, config.headDim);
    return { config, embedding, layers, finalNorm, head, frequencies, variables, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}
