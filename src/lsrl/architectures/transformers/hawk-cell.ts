import { ConfigError } from "../../../core/errors.ts";
import { requireInRange } from "../../../core/ranges.ts";
import { geluTanh } from "../activations.ts";
import { readLinear, type Vector, zeroVector } from "../linear-layer.ts";
import type { Cell, ModelDtype, StateDict } from "../model.ts";
import { countLayers, findTensor, readTensor } from "../state-dict.ts";
import { readCausalConvolution } from "./causal-convolution.ts";
import { readGatedRecurrence } from "./rg-lru.ts";
import { readRmsNorm } from "./rms-norm.ts";

/** What the weights of a RecurrentGemma do not tell. */
export interface RecurrentGemmaCellOptions {
  /** Default: 1e-6, as the library's. */
  readonly rmsNormEpsilon?: number;
  /**
   * Position id of the first token, an integer >= 0. At position 0 a recurrence forgets its state and
   * takes its input without the factor `sqrt(1 - a^2)`. Default: 0.
   */
  readonly firstPosition?: number;
  /** `float32` rounds whenever the library stores a value. Default: float32. */
  readonly dtype?: ModelDtype;
}

/** Half a layer: what is added to the residual stream. */
interface Block {
  step(out: Vector, normed: Vector, position: number): void;
  reset(): void;
}

/**
 * Runs `transformers.RecurrentGemmaModel` on `inputs_embeds`, token by token.
 *
 * The embeddings are multiplied by `sqrt(hidden)`, rounded to bfloat16. Per layer, with `y = norm(x)`:
 * `x <- x + linear_out(gelu(linear_y y) * rg_lru(conv(linear_x y)))`, then, with `y = norm(x)` again,
 * `x <- x + down_proj(gelu(gate_proj y) * up_proj y)`. After the last layer, `final_norm`. Attention is
 * not computed: a layer with attention must have `o_proj` 0, so that it adds exactly 0.
 *
 * @param weights - By the names of the library's state dict; all sizes are read from their shapes.
 * @throws {ConfigError | ShapeError} If a weight is absent or of a shape that does not fit, or
 * attention would add something.
 * @see De et al. 2024 (Griffin), sections 2.1 to 2.4, as the transformers library computes it.
 */
export function createRecurrentGemmaCell(
  weights: StateDict,
  { rmsNormEpsilon = 1e-6, firstPosition = 0, dtype = "float32" }: RecurrentGemmaCellOptions = {},
): Cell {
  requireInRange("createRecurrentGemmaCell: firstPosition", firstPosition, {
    min: 0,
    integer: true,
  });
  const norm = { epsilon: rmsNormEpsilon, weightOffset: 1, dtype } as const;
  const hiddenSize = readTensor(weights, "final_norm.weight", ["hidden"]).data.length;
  const embeddingFactor = roundToBfloat16(Math.sqrt(hiddenSize));
  const halves = Array.from({ length: countLayers(weights) }, (_, i) => i).flatMap((i) => [
    {
      block: createTemporalBlock(weights, `layers.${i}.temporal_block`, dtype),
      normalise: readRmsNorm(weights, `layers.${i}.temporal_pre_norm`, norm),
    },
    {
      block: createMlp(weights, `layers.${i}.mlp_block`, dtype),
      normalise: readRmsNorm(weights, `layers.${i}.channel_pre_norm`, norm),
    },
  ]);
  const finalNorm = readRmsNorm(weights, "final_norm", norm);
  const normed = zeroVector(dtype, hiddenSize);
  const update = zeroVector(dtype, hiddenSize);
  let position = firstPosition;
  return {
    step(input) {
      const stream = zeroVector(dtype, hiddenSize);
      for (let k = 0; k < hiddenSize; k += 1) stream[k] = input[k]! * embeddingFactor;
      for (const { block, normalise } of halves) {
        normalise(normed, stream);
        block.step(update, normed, position);
        for (let k = 0; k < hiddenSize; k += 1) stream[k]! += update[k]!;
      }
      finalNorm(stream, stream);
      position += 1;
      return stream;
    },
    reset() {
      for (const { block } of halves) block.reset();
      position = firstPosition;
    },
  };
}

function createTemporalBlock(weights: StateDict, name: string, dtype: ModelDtype): Block {
  const attention = findTensor(weights, `${name}.o_proj.weight`, ["hidden", "heads"]);
  if (attention !== undefined) {
    const bias = readTensor(weights, `${name}.o_proj.bias`, ["hidden"]);
    const isZero = [attention, bias].every(({ data }) => data.every((value) => value === 0));
    if (isZero) return { step: (out) => out.fill(0), reset: () => {} };
    throw new ConfigError(
      `createRecurrentGemmaCell: ${name}.o_proj must be 0, got other weights. Attention is not computed here: run the model in its library.`,
    );
  }
  const linearY = readLinear(weights, `${name}.linear_y`);
  const linearX = readLinear(weights, `${name}.linear_x`);
  const linearOut = readLinear(weights, `${name}.linear_out`);
  const convolution = readCausalConvolution(weights, `${name}.conv_1d`, dtype);
  const recurrence = readGatedRecurrence(weights, `${name}.rg_lru`, dtype);
  const gate = zeroVector(dtype, linearY.outputDim);
  const x = zeroVector(dtype, linearX.outputDim);
  return {
    step(out, normed, position) {
      linearY.apply(gate, normed);
      for (let c = 0; c < gate.length; c += 1) gate[c] = geluTanh(gate[c]!);
      linearX.apply(x, normed);
      convolution.step(x, x);
      recurrence.step(x, position === 0);
      for (let c = 0; c < x.length; c += 1) x[c]! *= gate[c]!;
      linearOut.apply(out, x);
    },
    reset() {
      convolution.reset();
      recurrence.reset();
    },
  };
}

function createMlp(weights: StateDict, name: string, dtype: ModelDtype): Block {
  const gateProj = readLinear(weights, `${name}.gate_proj`);
  const upProj = readLinear(weights, `${name}.up_proj`);
  const downProj = readLinear(weights, `${name}.down_proj`);
  const gate = zeroVector(dtype, gateProj.outputDim);
  const up = zeroVector(dtype, upProj.outputDim);
  return {
    step(out, normed) {
      gateProj.apply(gate, normed);
      for (let k = 0; k < gate.length; k += 1) gate[k] = geluTanh(gate[k]!);
      upProj.apply(up, normed);
      for (let k = 0; k < up.length; k += 1) up[k]! *= gate[k]!;
      downProj.apply(out, up);
    },
    reset: () => {},
  };
}

/** The nearest bfloat16, ties to even, of a positive number. */
export function roundToBfloat16(value: number): number {
  const unit = 2 ** (Math.floor(Math.log2(value)) - 7); // of the last of its 8 bits
  const quotient = value / unit;
  const below = Math.floor(quotient);
  const rest = quotient - below;
  const roundsUp = rest > 0.5 || (rest === 0.5 && below % 2 === 1);
  return (roundsUp ? below + 1 : below) * unit;
}
