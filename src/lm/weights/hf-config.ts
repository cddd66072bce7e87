import { z } from "zod";
import { ConfigError } from "../../core/index.ts";
import type { LmConfig, RotaryConfig } from "../config.ts";
import { requireLmConfig } from "./require-config.ts";

const rotarySchema = z.object({
  rope_type: z.string().optional(),
  type: z.string().optional(), // its older name
  rope_theta: z.number().optional(),
  factor: z.number().optional(),
  low_freq_factor: z.number().optional(),
  high_freq_factor: z.number().optional(),
  original_max_position_embeddings: z.number().optional(),
  partial_rotary_factor: z.literal(1).nullish(),
});

// What is left out has the default that transformers gives it.
const configSchema = z.object({
  model_type: z.enum(["llama", "mistral"]),
  hidden_act: z.literal("silu").default("silu"),
  attention_bias: z.literal(false).nullish(),
  mlp_bias: z.literal(false).nullish(),
  quantization_config: z.null().optional(),
  vocab_size: z.number(),
  hidden_size: z.number(),
  intermediate_size: z.number(),
  num_hidden_layers: z.number(),
  num_attention_heads: z.number(),
  num_key_value_heads: z.number().nullish(),
  head_dim: z.number().nullish(),
  max_position_embeddings: z.number(),
  sliding_window: z.number().nullish(),
  rms_norm_eps: z.number().default(1e-6),
  tie_word_embeddings: z.boolean().default(false),
  rope_theta: z.number().optional(),
  rope_scaling: rotarySchema.nullish(),
  rope_parameters: rotarySchema.nullish(),
});

type HfConfig = z.infer<typeof configSchema>;

const defaultRotaryBase = 10_000;
const mistralWindow = 4096;
const mistralKvHeads = 8;

/**
 * Reads a model's shape from Hugging Face's `config.json`: Llama, Mistral, SmolLM2, Vicuna. Where
 * attention slides over a window, the context is no longer than it, since both agree up to there.
 *
 * @param json - The parsed file.
 * @throws {ConfigError} If the model is of another kind, or a number is missing or not allowed.
 */
export function parseHfConfig(json: unknown): LmConfig {
  const parsed = configSchema.safeParse(json);
  if (!parsed.success) {
    throw new ConfigError(
      "parseHfConfig: config.json must be that of a Llama or Mistral without biases or " +
        `quantization\n${z.prettifyError(parsed.error)}`,
    );
  }
  const config = parsed.data;
  const isMistral = config.model_type === "mistral";
  const numHeads = config.num_attention_heads;
  const window = config.sliding_window === undefined ? mistralWindow : config.sliding_window;
  const kvHeads = config.num_key_value_heads === undefined && isMistral ? mistralKvHeads : numHeads;
  return requireLmConfig("parseHfConfig", {
    vocabularySize: config.vocab_size,
    hiddenSize: config.hidden_size,
    numLayers: config.num_hidden_layers,
    numHeads,
    numKvHeads: config.num_key_value_heads ?? kvHeads,
    headDim: config.head_dim ?? config.hidden_size / numHeads,
    intermediateSize: config.intermediate_size,
    contextLength: Math.min(
      config.max_position_embeddings,
      (isMistral ? window : null) ?? Number.POSITIVE_INFINITY,
    ),
    normEpsilon: config.rms_norm_eps,
    rotary: readRotary(config),
    tiedEmbeddings: config.tie_word_embeddings,
  });
}

function readRotary({ rope_theta, rope_scaling, rope_parameters }: HfConfig): RotaryConfig {
  const settings = rope_parameters ?? rope_scaling ?? {};
  const base = settings.rope_theta ?? rope_theta ?? defaultRotaryBase;
  const type = settings.rope_type ?? settings.type ?? "default";
  if (type === "default") return { base };
  if (type !== "llama3") {
    throw new ConfigError(
      `parseHfConfig: rope_type must be "default" or "llama3", got "${type.slice(0, 60)}". ` +
        "Use a model without stretched positions, or with Llama 3.1's.",
    );
  }
  const number = (
    key: "factor" | "low_freq_factor" | "high_freq_factor" | "original_max_position_embeddings",
  ) => {
    const value = settings[key];
    if (value !== undefined) return value;
    throw new ConfigError(`parseHfConfig: ${key} must be given with rope_type "llama3", got none`);
  };
  return {
    base,
    scaling: {
      factor: number("factor"),
      lowFrequencyFactor: number("low_freq_factor"),
      highFrequencyFactor: number("high_freq_factor"),
      originalContextLength: number("original_max_position_embeddings"),
    },
  };
}
