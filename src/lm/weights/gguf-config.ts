import { ConfigError } from "../../core/index.ts";
import type { LmConfig, RotaryScaling } from "../config.ts";
import type { GgufMetadata } from "./gguf-metadata.ts";
import { requireLmConfig } from "./require-config.ts";

/** What the tensors say of a model's shape, beside the metadata. */
export interface GgufConfigHints {
  readonly vocabularySize: number;
  /** Whether there is an output matrix of its own. */
  readonly hasHead: boolean;
  /** By how much the rotation of each pair is slowed down; none where all are as usual. */
  readonly rotaryDivisors?: Float32Array | undefined;
}

/**
 * Reads a Llama-family model's shape from a GGUF file's metadata. Mistral's files have it too.
 *
 * @param subject - Function and file, for the message.
 * @throws {ConfigError} If the architecture is another one, or a number is missing or not allowed.
 */
export function ggufConfig(
  subject: string,
  metadata: GgufMetadata,
  { vocabularySize, hasHead, rotaryDivisors }: GgufConfigHints,
): LmConfig {
  const architecture = metadata["general.architecture"];
  if (architecture !== "llama") {
    throw new ConfigError(
      `${subject}: general.architecture must be "llama", got ${brief(architecture)}. ` +
        "Only the Llama family can be run: Llama, Mistral, SmolLM2, Vicuna.",
    );
  }
  const number = (key: string, fallback?: number): number => {
    const value = metadata[`llama.${key}`] ?? fallback;
    if (typeof value === "number") return value;
    throw new ConfigError(`${subject}: llama.${key} must be a number, got ${brief(value)}`);
  };
  const hiddenSize = number("embedding_length");
  const numHeads = number("attention.head_count");
  const headDim = number("attention.key_length", hiddenSize / numHeads);
  const rotaryBase = number("rope.freq_base", 10_000);
  for (const key of ["attention.value_length", "rope.dimension_count"]) {
    const value = number(key, headDim);
    if (value !== headDim) {
      throw new ConfigError(
        `${subject}: llama.${key} must be the head size ${headDim}, got ${value}`,
      );
    }
  }
  requireNoStretching(subject, metadata);
  const contextLength = number("context_length");
  const config = requireLmConfig(subject, {
    vocabularySize,
    hiddenSize,
    numLayers: number("block_count"),
    numHeads,
    numKvHeads: number("attention.head_count_kv", numHeads),
    headDim,
    intermediateSize: number("feed_forward_length"),
    // Inside its window, sliding attention is attention to everything.
    contextLength: Math.min(contextLength, number("attention.sliding_window", contextLength)),
    normEpsilon: number("attention.layer_norm_rms_epsilon"),
    rotary: { base: rotaryBase },
    tiedEmbeddings: !hasHead,
  });
  if (rotaryDivisors === undefined) return config;
  const scaling = recoverScaling(subject, rotaryDivisors, config);
  return { ...config, rotary: { base: rotaryBase, scaling } };
}

/** Stretching by `rope.scaling` is of other kinds than Llama 3.1's, which comes as a tensor. */
function requireNoStretching(subject: string, metadata: GgufMetadata): void {
  const type = metadata["llama.rope.scaling.type"] ?? "none";
  const factor = metadata["llama.rope.scaling.factor"] ?? metadata["llama.rope.scale_linear"] ?? 1;
  if (type !== "none" && factor !== 1) {
    throw new ConfigError(
      `${subject}: llama.rope.scaling.type must be "none" or absent, got ${brief(type)}. ` +
        "Use a model without stretched positions, or with Llama 3.1's.",
    );
  }
}

/** Llama 3.1 and 3.2 differ in the factor alone; the file has only what comes of it, pair by pair. */
function recoverScaling(
  subject: string,
  divisors: Float32Array,
  { headDim, rotary }: LmConfig,
): RotaryScaling {
  const factor = divisors.reduce((most, divisor) => Math.max(most, divisor), 1);
  const scaling = {
    factor,
    lowFrequencyFactor: 1,
    highFrequencyFactor: 4,
    originalContextLength: 8192,
  };
  const fits =
    divisors.length === headDim / 2 &&
    divisors.every((divisor, i) => {
      const turns = (8192 * rotary.base ** ((-2 * i) / headDim)) / (2 * Math.PI);
      const kept = Math.min(1, Math.max(0, (turns - 1) / 3));
      return Math.abs(divisor * (kept + (1 - kept) / factor) - 1) < 1e-4;
    });
  if (fits) return scaling;
  throw new ConfigError(
    `${subject}: rope_freqs.weight must be the divisors of Llama 3.1, got others ` +
      `(${divisors.length} numbers up to ${factor}). Open the model's safetensors files instead.`,
  );
}

function brief(value: unknown): string {
  const text = typeof value === "string" ? `"${value}"` : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
