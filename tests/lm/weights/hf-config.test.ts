import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/core/index.ts";
import { parseHfConfig } from "../../../src/lm/weights/hf-config.ts";

const llama = {
  architectures: ["LlamaForCausalLM"],
  model_type: "llama",
  hidden_act: "silu",
  attention_bias: false,
  mlp_bias: false,
  vocab_size: 128256,
  hidden_size: 4096,
  intermediate_size: 14336,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  max_position_embeddings: 131072,
  rms_norm_eps: 1e-5,
  rope_theta: 500000.0,
  rope_scaling: {
    factor: 8.0,
    low_freq_factor: 1.0,
    high_freq_factor: 4.0,
    original_max_position_embeddings: 8192,
    rope_type: "llama3",
  },
  tie_word_embeddings: false,
  torch_dtype: "bfloat16",
};
const { rope_scaling: stretching, rope_theta: theta, ...plain } = llama;

describe("parseHfConfig", () => {
  it("reads a Llama with stretched positions", () => {
    expect(parseHfConfig(llama)).toEqual({
      vocabularySize: 128256,
      hiddenSize: 4096,
      numLayers: 32,
      numHeads: 32,
      numKvHeads: 8,
      headDim: 128,
      intermediateSize: 14336,
      contextLength: 131072,
      normEpsilon: 1e-5,
      rotary: {
        base: 500000,
        scaling: {
          factor: 8,
          lowFrequencyFactor: 1,
          highFrequencyFactor: 4,
          originalContextLength: 8192,
        },
      },
      tiedEmbeddings: false,
    });
  });

  it("reads the newer spelling of the rotary settings as the older", () => {
    const newer = { ...plain, rope_parameters: { rope_theta: theta, ...stretching } };

    expect(parseHfConfig(newer)).toEqual(parseHfConfig(llama));
  });

  it("takes unstretched positions for none, and their older type", () => {
    const base = { base: 10_000 };

    expect(parseHfConfig({ ...plain, rope_scaling: null }).rotary).toEqual(base);
    expect(parseHfConfig({ ...plain, rope_scaling: { type: "default" } }).rotary).toEqual(base);
  });

  it("takes what is left out as transformers does", () => {
    const { num_key_value_heads: _heads, rms_norm_eps: _epsilon, ...rest } = plain;
    const { tie_word_embeddings: _tied, ...least } = rest;

    expect(parseHfConfig(least)).toMatchObject({
      numKvHeads: 32,
      normEpsilon: 1e-6,
      tiedEmbeddings: false,
    });
    expect(parseHfConfig({ ...least, model_type: "mistral" })).toMatchObject({
      numKvHeads: 8,
      contextLength: 4096,
    });
  });

  it("takes the size of a head where it is given", () => {
    expect(parseHfConfig({ ...plain, head_dim: 64 }).headDim).toBe(64);
  });

  it.each([
    { name: "a window", window: 4096, contextLength: 4096 },
    { name: "a window wider than the context", window: 2 ** 20, contextLength: 131072 },
    { name: "no window", window: null, contextLength: 131072 },
  ])("bounds Mistral's context by $name", ({ window, contextLength }) => {
    const mistral = { ...plain, model_type: "mistral", sliding_window: window };

    expect(parseHfConfig(mistral).contextLength).toBe(contextLength);
  });

  it.each([
    { name: "another model", change: { model_type: "qwen2" }, message: "model_type" },
    { name: "another activation", change: { hidden_act: "gelu" }, message: "hidden_act" },
    { name: "biases of attention", change: { attention_bias: true }, message: "attention_bias" },
    { name: "biases of layers", change: { mlp_bias: true }, message: "mlp_bias" },
    {
      name: "quantized weights",
      change: { quantization_config: { bits: 4 } },
      message: "quantization_config",
    },
    { name: "a missing size", change: { hidden_size: undefined }, message: "hidden_size" },
    {
      name: "a rotation of part of a head",
      change: { rope_parameters: { partial_rotary_factor: 0.5 } },
      message: "partial_rotary_factor",
    },
    {
      name: "another stretching",
      change: { rope_scaling: { type: "linear", factor: 2 } },
      message: 'rope_type must be "default" or "llama3", got "linear"',
    },
    {
      name: "a stretching without its factor",
      change: { rope_scaling: { rope_type: "llama3" } },
      message: "factor must be given",
    },
    {
      name: "heads that share no number of keys",
      change: { num_key_value_heads: 7 },
      message: "numHeads must be a multiple of numKvHeads = 7, got 32",
    },
    { name: "a size of 0", change: { num_attention_heads: 0 }, message: "numHeads must be" },
    { name: "an odd head", change: { head_dim: 3 }, message: "headDim must be even, got 3" },
  ])("refuses $name", ({ change, message }) => {
    const parse = () => parseHfConfig({ ...llama, ...change });

    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(message);
  });

  it.each([null, "{}", []])("refuses %j", (json) => {
    expect(() => parseHfConfig(json)).toThrow(ConfigError);
  });
});
