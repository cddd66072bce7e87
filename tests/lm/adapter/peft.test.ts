import { describe, expect, it } from "vitest";
import { ConfigError, createRandom, ShapeError } from "../../../src/core/index.ts";
import { decodeSafetensors, encodeSafetensors } from "../../../src/core/safetensors.ts";
import type { Adapter } from "../../../src/lm/adapter/adapter.ts";
import { type AdapterFiles, decodeAdapter, encodeAdapter } from "../../../src/lm/adapter/peft.ts";
import type { LmConfig } from "../../../src/lm/config.ts";

const config: LmConfig = {
  vocabularySize: 5,
  hiddenSize: 6,
  numLayers: 2,
  numHeads: 3,
  numKvHeads: 1,
  headDim: 4,
  intermediateSize: 7,
  contextLength: 16,
  normEpsilon: 1e-5,
  rotary: { base: 100 },
  tiedEmbeddings: true,
};

const random = createRandom(5);
const uniform = (length: number) => Float32Array.from({ length }, () => random.uniform());
const adapter: Adapter = {
  rank: 2,
  alpha: 5,
  dropout: 0.25,
  targets: ["q_proj", "down_proj"],
  matrices: {
    "model.layers.0.self_attn.q_proj": { a: uniform(2 * 6), b: uniform(12 * 2) },
    "model.layers.0.mlp.down_proj": { a: uniform(2 * 7), b: uniform(6 * 2) },
    "model.layers.1.self_attn.q_proj": { a: uniform(2 * 6), b: uniform(12 * 2) },
    "model.layers.1.mlp.down_proj": { a: uniform(2 * 7), b: uniform(6 * 2) },
  },
  base: { name: "some/model", sha256: "ab".repeat(32) },
};
const files = encodeAdapter(adapter);

/** The files with a change of their config. */
function withConfig(change: object): AdapterFiles {
  return { ...files, config: JSON.stringify({ ...JSON.parse(files.config), ...change }) };
}

describe("encodeAdapter", () => {
  it("writes what decodeAdapter reads", () => {
    expect(decodeAdapter(files, config)).toEqual(adapter);
  });

  it("writes the names, shapes and settings that PEFT documents", () => {
    const { tensors, metadata } = decodeSafetensors(files.weights);

    const names = Object.keys(tensors);
    expect(names).toHaveLength(8);
    expect(tensors["base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight"]).toEqual({
      shape: [2, 6],
      data: adapter.matrices["model.layers.0.self_attn.q_proj"]!.a,
    });
    expect(tensors["base_model.model.model.layers.1.mlp.down_proj.lora_B.weight"]).toEqual({
      shape: [6, 2],
      data: adapter.matrices["model.layers.1.mlp.down_proj"]!.b,
    });
    expect(metadata["format"]).toBe("pt");
    expect(JSON.parse(files.config)).toMatchObject({
      peft_type: "LORA",
      task_type: "CAUSAL_LM",
      base_model_name_or_path: "some/model",
      r: 2,
      lora_alpha: 5,
      lora_dropout: 0.25,
      target_modules: ["q_proj", "down_proj"],
      bias: "none",
    });
  });

  it("refuses a factor that has no whole rows", () => {
    const matrices = { "model.layers.0.self_attn.q_proj": { a: uniform(3), b: uniform(4) } };

    expect(() => encodeAdapter({ ...adapter, matrices })).toThrow(ShapeError);
  });
});

describe("decodeAdapter", () => {
  it("reads a config with what PEFT adds to it, switched off", () => {
    const saved = withConfig({
      alpha_pattern: {},
      rank_pattern: {},
      layers_to_transform: null,
      modules_to_save: null,
      use_dora: false,
      use_rslora: false,
      loftq_config: {},
      peft_version: "0.21.2",
      revision: null,
    });

    expect(decodeAdapter(saved, config)).toEqual(adapter);
  });

  it("reads an adapter that names no base and has no note of ours", () => {
    const { tensors } = decodeSafetensors(files.weights);
    const weights = encodeSafetensors({ tensors, metadata: { format: "pt" } });

    const { base } = decodeAdapter(
      { ...withConfig({ base_model_name_or_path: null }), weights },
      config,
    );

    expect(base).toEqual({ name: "" });
  });

  it.each([
    { name: "another method", change: { peft_type: "IA3" }, message: "peft_type" },
    { name: "another task", change: { task_type: "SEQ_CLS" }, message: "task_type" },
    { name: "trained biases", change: { bias: "all" }, message: "bias" },
    { name: "DoRA", change: { use_dora: true }, message: "use_dora must be off, got true" },
    { name: "another scale", change: { use_rslora: true }, message: "use_rslora must be off" },
    {
      name: "ranks by layer",
      change: { rank_pattern: { q_proj: 4 } },
      message: 'rank_pattern must be off, got {"q_proj":4}',
    },
    { name: "some layers only", change: { layers_to_transform: [1] }, message: "got [1]" },
    { name: "changed base weights", change: { init_lora_weights: "pissa" }, message: "init_lora" },
    {
      name: "an unknown matrix",
      change: { target_modules: ["lm_head"] },
      message: "target_modules must be one of q_proj,",
    },
    {
      name: "a pattern of names",
      change: { target_modules: ".*_proj" },
      message: "target_modules",
    },
    { name: "no matrix", change: { target_modules: [] }, message: "target_modules" },
    { name: "a rank of 0", change: { r: 0 }, message: "r must be an integer >= 1" },
    { name: "an alpha of 0", change: { lora_alpha: 0 }, message: "lora_alpha must be > 0, got 0" },
    { name: "a dropout of 1", change: { lora_dropout: 1 }, message: "lora_dropout must be" },
    {
      name: "another rank than the factors'",
      change: { r: 3 },
      message: "q_proj.lora_A.weight must be [3, 6], got [2, 6]",
    },
    {
      name: "a matrix without factors",
      change: { target_modules: ["q_proj", "down_proj", "v_proj"] },
      message: "v_proj.lora_A.weight must be in the file, got none",
    },
    {
      name: "factors without a matrix",
      change: { target_modules: ["q_proj"] },
      message:
        "tensors must be factors of the target modules, got base_model.model.model.layers.0.mlp",
    },
  ])("refuses $name", ({ change, message }) => {
    const decode = () => decodeAdapter(withConfig(change), config);

    expect(decode).toThrow(ConfigError);
    expect(decode).toThrow(message);
  });

  it.each([
    { name: "another width", change: { hiddenSize: 8 }, message: "must be [2, 8], got [2, 6]" },
    {
      name: "fewer layers",
      change: { numLayers: 1 },
      message: "got base_model.model.model.layers.1",
    },
    { name: "more layers", change: { numLayers: 3 }, message: "layers.2.self_attn.q_proj.lora_A" },
  ])("refuses an adapter of a model with $name", ({ change, message }) => {
    expect(() => decodeAdapter(files, { ...config, ...change })).toThrow(message);
  });

  it("refuses text that is no JSON, and bytes that are no tensors", () => {
    expect(() => decodeAdapter({ ...files, config: "{" }, config)).toThrow(
      "adapter_config.json must be JSON",
    );
    expect(() => decodeAdapter({ ...files, weights: new Uint8Array(3) }, config)).toThrow(
      ConfigError,
    );
  });

  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    "reads back any adapter (seed %d)",
    (seed) => {
      const any = anyAdapter(seed);

      expect(decodeAdapter(encodeAdapter(any), config)).toEqual(any);
    },
  );
});

function anyAdapter(seed: number): Adapter {
  const choose = createRandom(seed);
  const rank = 1 + choose.integer(5);
  const numbers = (length: number) => Float32Array.from({ length }, () => choose.uniform() - 0.5);
  const sizes = { k_proj: [4, 6], o_proj: [6, 12], up_proj: [7, 6] } as const;
  const parts = { k_proj: "self_attn", o_proj: "self_attn", up_proj: "mlp" } as const;
  const all = ["k_proj", "o_proj", "up_proj"] as const;
  const targets = all.slice(choose.integer(3));
  const matrices = [0, 1].flatMap((layer) =>
    targets.map((name) => {
      const [numOut, numIn] = sizes[name];
      const factors = { a: numbers(rank * numIn), b: numbers(numOut * rank) };
      return [`model.layers.${layer}.${parts[name]}.${name}`, factors] as const;
    }),
  );
  return {
    rank,
    alpha: choose.uniform() + 0.1,
    dropout: choose.uniform() / 2,
    targets,
    matrices: Object.fromEntries(matrices),
    base: { name: `model ${seed}` },
  };
}
