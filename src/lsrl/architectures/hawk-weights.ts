import type { HawkLayer, MlpPart, StatePart } from "./hawk-layers.ts";
import { residualStream, type WeightTable, writeForm } from "./residual-stream.ts";

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
  table: WeightTable,
  name: string,
  { temporalBlock, states, mlp }: HawkLayer,
  sizes: HawkSizes,
): void {
  // A norm multiplies by 1 + weight.
  table.add(`${name}.temporal_pre_norm.weight`, [sizes.hiddenSize]);
  if (temporalBlock === "attention") writeIdleAttention(table, `${name}.temporal_block`, sizes);
  else writeRecurrence(table, `${name}.temporal_block`, states, sizes);
  table.add(`${name}.channel_pre_norm.weight`, [sizes.hiddenSize]);
  writeMlp(table, `${name}.mlp_block`, mlp, sizes);
}

// gelu(64) = 64 bit for bit.
const open = 64;
// A sigmoid of it is 1, and of a gate in float32 as well.
const gateOpen = 1000;

function writeRecurrence(
  table: WeightTable,
  name: string,
  states: StatePart | undefined,
  { hiddenSize, lruWidth, convWidth, numHeads }: HawkSizes,
): void {
  const linearY = table.addLinear(`${name}.linear_y`, lruWidth, hiddenSize);
  linearY.bias.data.fill(open);
  const linearX = table.addLinear(`${name}.linear_x`, lruWidth, hiddenSize);
  const linearOut = table.addLinear(`${name}.linear_out`, hiddenSize, lruWidth);
  const convolution = table.add(`${name}.conv_1d.weight`, [lruWidth, 1, convWidth]).data;
  table.add(`${name}.conv_1d.bias`, [lruWidth]);
  const headWidth = lruWidth / numHeads;
  const parameters = table.add(`${name}.rg_lru.recurrent_param`, [lruWidth], gateOpen).data;
  for (const gate of ["input_gate", "recurrent_gate"]) {
    table.add(`${name}.rg_lru.${gate}_weight`, [numHeads, headWidth, headWidth]);
    table.add(`${name}.rg_lru.${gate}_bias`, [numHeads, headWidth], gateOpen);
  }
  if (states === undefined) return;
  states.channels.forEach(({ register, source, kernel, unit }, row) => {
    writeForm({ ...linearX, row, gain: 1, subject: states.subject }, source);
    kernel.forEach((value, lag) => {
      convolution[(row + 1) * convWidth - 1 - lag] = value;
    });
    parameters[row] = unit.parameter;
    const weight = residualStream.scale / (open * unit.inputFactor);
    linearOut.weight.data[register * lruWidth + row] = weight;
  });
  for (const [register, value] of states.offsets) {
    linearOut.bias.data[register] = value * residualStream.scale;
  }
}

/** `o_proj` = 0: whatever attention computes, it adds exactly 0. */
function writeIdleAttention(
  table: WeightTable,
  name: string,
  { hiddenSize, numHeads }: HawkSizes,
): void {
  const headDim = hiddenSize / numHeads;
  table.add(`${name}.q_proj.weight`, [hiddenSize, hiddenSize]);
  table.add(`${name}.k_proj.weight`, [headDim, hiddenSize]);
  table.add(`${name}.v_proj.weight`, [headDim, hiddenSize]);
  table.addLinear(`${name}.o_proj`, hiddenSize, hiddenSize);
}

function writeMlp(
  table: WeightTable,
  name: string,
  mlp: MlpPart | undefined,
  { hiddenSize, mlpWidth }: HawkSizes,
): void {
  const gateProj = table.addLinear(`${name}.gate_proj`, mlpWidth, hiddenSize);
  const upProj = table.addLinear(`${name}.up_proj`, mlpWidth, hiddenSize);
  const downProj = table.addLinear(`${name}.down_proj`, hiddenSize, mlpWidth);
  mlp?.units.forEach(({ gate, gateGain, up, register, weight }, row) => {
    writeForm({ ...gateProj, row, gain: gateGain, subject: mlp.subject }, gate);
    writeForm({ ...upProj, row, gain: 1, subject: mlp.subject }, up);
    downProj.weight.data[register * mlpWidth + row] = weight * residualStream.scale;
  });
}
