import type { HawkLayer, MlpPart, StatePart } from "./hawk-layers.ts";
import type { StreamWeights } from "./residual-stream.ts";

/** Sizes that all layers share. */
export interface HawkSizes {
  readonly hiddenSize: number;
  /** A multiple of `numHeads`. */
  readonly lruWidth: number;
  readonly mlpWidth: number;
  readonly convWidth: number;
  readonly numHeads: number;
}

/** Adds the arrays of one layer. */
export function writeLayer(
  weights: StreamWeights,
  name: string,
  { temporalBlock, states, mlp }: HawkLayer,
  sizes: HawkSizes,
): void {
  // A norm multiplies by 1 + weight.
  weights.add(`${name}.temporal_pre_norm.weight`, [sizes.hiddenSize]);
  if (temporalBlock === "attention") writeIdleAttention(weights, `${name}.temporal_block`, sizes);
  else writeRecurrence(weights, `${name}.temporal_block`, states, sizes);
  weights.add(`${name}.channel_pre_norm.weight`, [sizes.hiddenSize]);
  writeMlp(weights, `${name}.mlp_block`, mlp, sizes);
}

// gelu(64) = 64 bit for bit.
const open = 64;
// A sigmoid of it is 1, and of a gate in float32 as well.
const gateOpen = 1000;

function writeRecurrence(
  weights: StreamWeights,
  name: string,
  states: StatePart | undefined,
  { hiddenSize, lruWidth, convWidth, numHeads }: HawkSizes,
): void {
  const linearY = weights.addLinear(`${name}.linear_y`, lruWidth, hiddenSize);
  linearY.bias.data.fill(open);
  const linearX = weights.addLinear(`${name}.linear_x`, lruWidth, hiddenSize);
  const linearOut = weights.addLinear(`${name}.linear_out`, hiddenSize, lruWidth);
  const convolution = weights.add(`${name}.conv_1d.weight`, [lruWidth, 1, convWidth]).data;
  weights.add(`${name}.conv_1d.bias`, [lruWidth]);
  const headWidth = lruWidth / numHeads;
  const parameters = weights.add(`${name}.rg_lru.recurrent_param`, [lruWidth], gateOpen).data;
  for (const gate of ["input_gate", "recurrent_gate"]) {
    weights.add(`${name}.rg_lru.${gate}_weight`, [numHeads, headWidth, headWidth]);
    weights.add(`${name}.rg_lru.${gate}_bias`, [numHeads, headWidth], gateOpen);
  }
  if (states === undefined) return;
  const { subject, channels, offsets } = states;
  channels.forEach(({ register, source, kernel, unit }, row) => {
    weights.read(linearX, { row, form: source, gain: 1, subject });
    kernel.forEach((value, lag) => {
      convolution[(row + 1) * convWidth - 1 - lag] = value;
    });
    parameters[row] = unit.parameter;
    weights.write(linearOut, register, row, 1 / (open * unit.inputFactor));
  });
  for (const [register, value] of offsets) weights.writeConstant(linearOut, register, value);
}

/** `o_proj` = 0: whatever attention computes, it adds exactly 0. */
function writeIdleAttention(
  weights: StreamWeights,
  name: string,
  { hiddenSize, numHeads }: HawkSizes,
): void {
  const headDim = hiddenSize / numHeads;
  weights.add(`${name}.q_proj.weight`, [hiddenSize, hiddenSize]);
  weights.add(`${name}.k_proj.weight`, [headDim, hiddenSize]);
  weights.add(`${name}.v_proj.weight`, [headDim, hiddenSize]);
  weights.addLinear(`${name}.o_proj`, hiddenSize, hiddenSize);
}

function writeMlp(
  weights: StreamWeights,
  name: string,
  mlp: MlpPart | undefined,
  { hiddenSize, mlpWidth }: HawkSizes,
): void {
  const gateProj = weights.addLinear(`${name}.gate_proj`, mlpWidth, hiddenSize);
  const upProj = weights.addLinear(`${name}.up_proj`, mlpWidth, hiddenSize);
  const downProj = weights.addLinear(`${name}.down_proj`, hiddenSize, mlpWidth);
  if (mlp === undefined) return;
  const { subject, units } = mlp;
  units.forEach(({ gate, gateGain, up, register, weight }, row) => {
    weights.read(gateProj, { row, form: gate, gain: gateGain, subject });
    weights.read(upProj, { row, form: up, gain: 1, subject });
    weights.write(downProj, register, row, weight);
  });
}
