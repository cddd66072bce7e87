import { z } from "zod";
import type { LmConfig } from "../../src/lm/config.ts";
import { projectionKey, projectionNames } from "../../src/lm/model/model.ts";
import type { WeightSource } from "../../src/lm/weights/weight-source.ts";
import { readGolden } from "../helpers/golden.ts";

const numbers = z.array(z.number());
const caseSchema = z.object({
  config: z.object({
    vocab: z.number(),
    d: z.number(),
    layers: z.number(),
    heads: z.number(),
    kv_heads: z.number(),
    head_dim: z.number(),
    ff: z.number(),
    theta: z.number(),
    eps: z.number(),
    rope: z.enum(["interleaved", "half"]),
  }),
  ids: numbers,
  logits: z.array(numbers),
  labels: numbers,
  loss: z.number(),
  grad_l2: z.record(z.string(), z.number()),
  grad_first4: z.record(z.string(), numbers),
  lora: z.object({
    rank: z.number(),
    alpha: z.number(),
    grad_l2_step0: z.record(z.string(), z.object({ A: z.number(), B: z.number() })),
    losses: numbers,
  }),
});

/** A case of `tiny-llama.json`. */
export type TinyCase = z.infer<typeof caseSchema>;

/** Reads the cases of the two-layer model. */
export function readTinyCases(): readonly TinyCase[] {
  const [file] = readGolden("fit", "tiny-llama");
  return z.object({ cases: z.array(caseSchema) }).parse(file!.content).cases;
}

/** Name in the golden file of each of our tensors, in the order that the formula numbers them. */
export const goldenNames: ReadonlyMap<string, string> = new Map([
  ["model.embed_tokens.weight", "embed"],
  ...[0, 1].flatMap((layer): [string, string][] => [
    [`model.layers.${layer}.input_layernorm.weight`, `l${layer}.attn_norm`],
    ...projectionNames
      .slice(0, 4)
      .map((name): [string, string] => [
        `${projectionKey(layer, name)}.weight`,
        `l${layer}.${name.split("_")[0]}`,
      ]),
    [`model.layers.${layer}.post_attention_layernorm.weight`, `l${layer}.ffn_norm`],
    ...projectionNames
      .slice(4)
      .map((name): [string, string] => [
        `${projectionKey(layer, name)}.weight`,
        `l${layer}.${name.split("_")[0]}`,
      ]),
  ]),
  ["model.norm.weight", "final_norm"],
]);

/** The config of a case. */
function tinyConfig({ config }: TinyCase): LmConfig {
  return {
    vocabularySize: config.vocab,
    hiddenSize: config.d,
    numLayers: config.layers,
    numHeads: config.heads,
    numKvHeads: config.kv_heads,
    headDim: config.head_dim,
    intermediateSize: config.ff,
    contextLength: 64,
    normEpsilon: config.eps,
    rotary: { base: config.theta },
    tiedEmbeddings: true,
  };
}

/** Weights by the golden file's formula, rows ordered for half-split rotary pairs. */
export function tinyWeights(tiny: TinyCase): WeightSource {
  const config = tinyConfig(tiny);
  const names = [...goldenNames.keys()];
  return {
    config,
    names,
    shapeOf: (name) => tinyShape(config, goldenNames.get(name)!),
    read: async (name) => {
      const golden = goldenNames.get(name)!;
      const shape = tinyShape(config, golden);
      const size = shape.reduce((product, side) => product * side, 1);
      const index = names.indexOf(name);
      const values = Float32Array.from({ length: size }, (_, k) => {
        const base = Math.sin(1 + 0.6180339887498949 * k + 2 * index);
        if (golden.endsWith("norm")) return 1 + 0.1 * base;
        return (golden === "embed" ? 0.5 : 0.3) * base;
      });
      return isPermuted(tiny, golden) ? fromInterleaved(values, config.headDim) : values;
    },
  };
}

/** Whether our rows of a tensor are in another order than the golden file's. */
export function isPermuted({ config }: TinyCase, golden: string): boolean {
  return config.rope === "interleaved" && /\.[qk]$/.test(golden);
}

/** Orders the rows of a matrix for pairs `(i, i + headDim / 2)` instead of neighbours. */
export function fromInterleaved(values: Float32Array, headDim: number): Float32Array {
  return permuteRows(values, headDim, (i) => (i < headDim / 2 ? 2 * i : 2 * (i - headDim / 2) + 1));
}

/** The other way round. */
export function toInterleaved(values: Float32Array, headDim: number): Float32Array {
  return permuteRows(values, headDim, (i) => (i % 2 === 0 ? i / 2 : (i - 1 + headDim) / 2));
}

function permuteRows(
  values: Float32Array,
  headDim: number,
  origin: (i: number) => number,
): Float32Array {
  // The tiny model's matrices have rows of 32 entries, the factor B of its adapters rows of 4.
  const width = values.length % (16 * 32) === 0 ? 32 : 4;
  const result = new Float32Array(values.length);
  for (let row = 0; row < values.length / width; row += 1) {
    const head = Math.floor(row / headDim) * headDim;
    const from = (head + origin(row - head)) * width;
    result.set(values.subarray(from, from + width), row * width);
  }
  return result;
}

function tinyShape(config: LmConfig, golden: string): readonly number[] {
  const { hiddenSize, vocabularySize, intermediateSize, headDim, numHeads, numKvHeads } = config;
  const name = golden.split(".").at(-1)!;
  if (name.endsWith("norm")) return [hiddenSize];
  if (name === "embed") return [vocabularySize, hiddenSize];
  if (name === "q") return [numHeads * headDim, hiddenSize];
  if (name === "o") return [hiddenSize, numHeads * headDim];
  if (name === "k" || name === "v") return [numKvHeads * headDim, hiddenSize];
  return name === "down" ? [hiddenSize, intermediateSize] : [intermediateSize, hiddenSize];
}
