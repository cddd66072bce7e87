import { ConfigError } from "../../core/index.ts";
import type { LmConfig } from "../config.ts";
import type { WeightSource } from "./weight-source.ts";

/** A tensor's name in Hugging Face's spelling, and its shape. */
export interface ExpectedTensor {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The tensors that a model of this shape consists of; the output matrix only where it is untied. */
export function expectedTensors(config: LmConfig): readonly ExpectedTensor[] {
  const { vocabularySize, hiddenSize, numHeads, numKvHeads, headDim, intermediateSize } = config;
  const queries = numHeads * headDim;
  const keys = numKvHeads * headDim;
  const layer: readonly ExpectedTensor[] = [
    { name: "input_layernorm", shape: [hiddenSize] },
    { name: "self_attn.q_proj", shape: [queries, hiddenSize] },
    { name: "self_attn.k_proj", shape: [keys, hiddenSize] },
    { name: "self_attn.v_proj", shape: [keys, hiddenSize] },
    { name: "self_attn.o_proj", shape: [hiddenSize, queries] },
    { name: "post_attention_layernorm", shape: [hiddenSize] },
    { name: "mlp.gate_proj", shape: [intermediateSize, hiddenSize] },
    { name: "mlp.up_proj", shape: [intermediateSize, hiddenSize] },
    { name: "mlp.down_proj", shape: [hiddenSize, intermediateSize] },
  ];
  const layers = Array.from({ length: config.numLayers }, (_, i) =>
    layer.map(({ name, shape }) => ({ name: `model.layers.${i}.${name}.weight`, shape })),
  );
  const matrix = [vocabularySize, hiddenSize];
  return [
    { name: "model.embed_tokens.weight", shape: matrix },
    ...layers.flat(),
    { name: "model.norm.weight", shape: [hiddenSize] },
    ...(config.tiedEmbeddings ? [] : [{ name: "lm_head.weight", shape: matrix }]),
  ];
}

/**
 * Fails when weights are not exactly the tensors that their config needs: one more, such as a bias,
 * would change what the model computes.
 *
 * @param subject - Function and file, for the message.
 * @throws {ConfigError} Names what is missing, of another shape or too much.
 */
export function requireWeights(subject: string, source: WeightSource): void {
  const names = new Set(source.names);
  const expected = expectedTensors(source.config);
  const unfit = expected.flatMap(({ name, shape }) => {
    if (!names.delete(name)) return [`${name} is missing`];
    const actual = source.shapeOf(name);
    const fits = actual.length === shape.length && actual.every((size, i) => size === shape[i]);
    return fits ? [] : [`${name} is [${actual.join(", ")}], not [${shape.join(", ")}]`];
  });
  const faults = [...unfit, ...[...names].map((name) => `${brief(name)} has no place`)];
  if (faults.length === 0) return;
  const more = faults.length > 3 ? ` and ${faults.length - 3} more` : "";
  throw new ConfigError(
    `${subject}: weights must have the tensors of the config, got: ${faults.slice(0, 3).join("; ")}${more}. ` +
      "The file is incomplete, or belongs to another model.",
  );
}

function brief(name: string): string {
  return name.length > 80 ? `${name.slice(0, 80)}...` : name;
}
