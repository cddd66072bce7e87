import { requireKnownName } from "../../../core/names.ts";
import { requireInRange } from "../../../core/ranges.ts";
import type { Network } from "../../network/index.ts";
import type { EmittedModel, ModelDtype } from "../model.ts";
import { cellRunner } from "../run-cell.ts";
import { createMambaCell } from "./mamba-cell.ts";
import { type MambaBlock, mambaBlock } from "./mamba-channels.ts";
import { toRegisterFile } from "./register-file.ts";
import { modelDtypes, normEpsilon, StreamWeights, streamCondition } from "./residual-stream.ts";
import { horizonCondition, horizonOf } from "./state-channels.ts";

/** How a network is written as a Mamba. */
export interface MambaOptions {
  /**
   * Greatest length of a sequence, an integer >= 1. Needed by states whose `A` is not diagonal with
   * entries in [0, 1], shift registers aside: the convolution becomes that long. (No recurrence with a
   * diagonal of that kind counts modulo `n` for ever: Sarrof et al. 2024.) Default: none.
   */
  readonly maxLength?: number;
  /**
   * Number type of the weights, and of the values in our cell. The library computes norms in float32
   * whatever the type, so float64 is for our cell only. Default: float32.
   */
  readonly dtype?: ModelDtype;
}

/**
 * Writes a network as a `transformers.MambaModel`; our construction.
 *
 * Every stage becomes a block, whose channels read registers of the residual stream and add to fresh
 * ones. A ReLU is `silu(K z) / K` with a large `K`; a product uses the gate branch; a state with a
 * diagonal `A` in [0, 1] is the selective recurrence with a constant step, one with any other `A` the
 * convolution (of finite width, hence `maxLength`).
 *
 * @throws {CompileError} If a state needs a horizon and there is none, or a weight overflows.
 * @throws {ConfigError} If `maxLength` is no integer >= 1.
 * @see Gu and Dao 2023 (Mamba). Petrov et al. 2024 name it, but give no construction.
 */
export function emitMamba(
  network: Network,
  { maxLength, dtype = "float32" }: MambaOptions = {},
): EmittedModel {
  requireKnownName("emitMamba: dtype", dtype, modelDtypes);
  if (maxLength !== undefined) {
    requireInRange("emitMamba: maxLength", maxLength, { min: 1, integer: true });
  }
  const { numRegisters: hiddenSize, stages, readout } = toRegisterFile(network);
  const blocks = stages.map((stage) => mambaBlock(stage, { maxLength, dtype }));
  const channels = blocks.flatMap((block) => block.channels);
  const widest = Math.max(0, ...blocks.map((block) => block.channels.length));
  const expand = Math.ceil((1 + widest) / hiddenSize); // channel 0 is the constant one
  const sizes: MambaSizes = {
    hiddenSize,
    intermediateSize: expand * hiddenSize,
    convKernel: Math.max(4, ...channels.map(({ kernel }) => kernel.length)),
  };
  const weights = new StreamWeights(dtype, hiddenSize);
  weights.add("embeddings.weight", [1, hiddenSize]);
  for (const [i, block] of blocks.entries()) writeBlock(weights, `layers.${i}`, block, sizes);
  weights.add("norm_f.weight", [hiddenSize], 1);

  const readIn = weights.readIn(network.inputDim);
  const readOut = weights.readOut(readout);
  const horizon = horizonOf(channels, maxLength);
  const createCell = () =>
    createMambaCell(weights.tensors, { layerNormEpsilon: normEpsilon, dtype });
  return {
    architecture: "mamba",
    library: "transformers.MambaModel",
    dtype,
    config: {
      vocab_size: 1,
      hidden_size: hiddenSize,
      state_size: 1,
      num_hidden_layers: blocks.length,
      layer_norm_epsilon: normEpsilon,
      expand,
      conv_kernel: sizes.convKernel,
      use_bias: true,
      use_conv_bias: true,
      hidden_act: "silu",
      time_step_rank: 1,
    },
    weights: weights.tensors,
    readIn,
    readOut,
    inputBounds: network.inputBounds,
    maxLength: horizon,
    guarantee: {
      kind: "exact",
      errorBound: 0,
      conditions: `${horizonCondition(horizon)} ${streamCondition(dtype)}`,
    },
    run: cellRunner(network, { createCell, readIn, readOut, dtype, horizon }),
  };
}

interface MambaSizes {
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly convKernel: number;
}

// silu(64) = 64 and softplus(32) = 32 hold bit for bit, in float32 and in float64.
const open = 64;
const timeStep = 32;

/**
 * The recurrence `h <- exp(A dt) h + dt B u`, `C h` with constant `dt` = 32, `B` = 1/32, `C` = 1 is
 * `h <- decay h + u`. `B` and `C` have no bias: they read channel 0, which is always 64.
 */
function writeBlock(
  weights: StreamWeights,
  name: string,
  { subject, channels, offsets }: MambaBlock,
  { hiddenSize, intermediateSize, convKernel }: MambaSizes,
): void {
  weights.add(`${name}.norm.weight`, [hiddenSize], 1);
  const mixer = `${name}.mixer`;
  const logA = weights.add(`${mixer}.A_log`, [intermediateSize, 1], logDecayRate(0)).data;
  weights.add(`${mixer}.D`, [intermediateSize]);
  const inProj = weights.addLinear(`${mixer}.in_proj`, 2 * intermediateSize, hiddenSize);
  const convolution = weights.add(`${mixer}.conv1d.weight`, [intermediateSize, 1, convKernel]).data;
  const convolutionBias = weights.add(`${mixer}.conv1d.bias`, [intermediateSize]).data;
  convolutionBias[0] = open;
  const xProj = weights.add(`${mixer}.x_proj.weight`, [3, intermediateSize]).data; // rows dt, B, C
  xProj[intermediateSize] = 1 / (open * timeStep);
  xProj[2 * intermediateSize] = 1 / open;
  weights.add(`${mixer}.dt_proj.weight`, [intermediateSize, 1]);
  weights.add(`${mixer}.dt_proj.bias`, [intermediateSize], timeStep);
  const outProj = weights.addLinear(`${mixer}.out_proj`, hiddenSize, intermediateSize);

  channels.forEach((channel, k) => {
    const row = k + 1;
    weights.read(inProj, { row, ...channel.source, subject });
    const gateRow = intermediateSize + row;
    if (channel.gate === undefined) inProj.bias.data[gateRow] = open;
    else weights.read(inProj, { row: gateRow, ...channel.gate, subject });
    channel.kernel.forEach((value, lag) => {
      convolution[row * convKernel + convKernel - 1 - lag] = value;
    });
    logA[row] = logDecayRate(channel.decay);
    const weight = channel.gate === undefined ? channel.weight / open : channel.weight;
    weights.write(outProj, channel.register, row, weight);
  });
  for (const [register, value] of offsets) weights.writeConstant(outProj, register, value);
}

/** `A_log` such that `exp(-exp(A_log) dt)` is the decay. */
function logDecayRate(decay: number): number {
  if (decay === 1) return -200; // exp(-200) is 0 in float32; 1 - 32 exp(-200) is 1 in float64
  if (decay === 0) return 10; // exp(-32 exp(10)) is 0
  return Math.log(-Math.log(decay) / timeStep);
}
