import { ConfigError } from "../../../core/errors.ts";
import { requireKnownName } from "../../../core/names.ts";
import { requireInRange } from "../../../core/ranges.ts";
import type { Network } from "../../network/index.ts";
import type { EmittedModel, ModelDtype } from "../model.ts";
import { cellRunner } from "../run-cell.ts";
import { createRecurrentGemmaCell } from "./hawk-cell.ts";
import { type RecurrentChannel, recurrentUnit } from "./hawk-channels.ts";
import { hawkGuarantee } from "./hawk-guarantee.ts";
import { type HawkLayer, planLayers, type TemporalBlock } from "./hawk-layers.ts";
import { type HawkSizes, writeLayer } from "./hawk-weights.ts";
import { toRegisterFile } from "./register-file.ts";
import { modelDtypes, normEpsilon, StreamWeights } from "./residual-stream.ts";
import { horizonOf } from "./state-channels.ts";

/** How a network is written as a Hawk or a Griffin. */
export interface RecurrentGemmaOptions {
  /**
   * How states are computed: `"fir"` by the convolution, `"lru"` by the recurrence where `A` is
   * diagonal with entries in [0, 1]. Default: `"fir"` if there is a `maxLength`, else `"lru"`.
   */
  readonly mode?: "fir" | "lru";
  /**
   * Greatest length of a sequence, an integer >= 1: the width of the convolution, for states that the
   * recurrence can not compute. Shift registers need none. Default: none.
   */
  readonly maxLength?: number;
  /**
   * An `A` of 1 becomes `exp(-eta)` in the recurrence: a sum over `T` tokens is then wrong by at most
   * `eta T^2 / 2` times the greatest summand. Default: 3 * 2^-27 in float32 and 3 * 2^-56 in float64,
   * where `exp(-eta)` rounds to 1 while `exp(-2 eta)` does not: such sums are exact.
   */
  readonly eta?: number;
  /**
   * Number type of the weights, and of the values in our cell. The library computes norms and
   * recurrences in float32 whatever the type, so float64 is for our cell only. Default: float32.
   */
  readonly dtype?: ModelDtype;
}

/** What tells a Griffin from a Hawk. */
export interface RecurrentGemmaKind {
  readonly architecture: "hawk" | "griffin";
  /** What messages start with. */
  readonly emitter: string;
  readonly pattern: readonly TemporalBlock[];
}

/** Writes a network as a `transformers.RecurrentGemmaModel`: see `emitHawk` and `emitGriffin`. */
export function emitRecurrentGemma(
  network: Network,
  { architecture, emitter, pattern }: RecurrentGemmaKind,
  options: RecurrentGemmaOptions,
): EmittedModel {
  const { mode, maxLength, eta, dtype } = parseOptions(emitter, options);
  const allowsRecurrence = mode === "lru";
  const { numRegisters, stages, readout } = toRegisterFile(network);
  const planned = { emitter, pattern, allowsRecurrence, maxLength, eta, dtype };
  const layers = planLayers(stages, planned);
  const sizes = sizesOf(numRegisters, layers);
  const { hiddenSize } = sizes;
  const weights = new StreamWeights(dtype, hiddenSize);
  weights.add("embed_tokens.weight", [1, hiddenSize]);
  for (const [i, layer] of layers.entries()) writeLayer(weights, `layers.${i}`, layer, sizes);
  weights.add("final_norm.weight", [hiddenSize]);

  const readIn = weights.readIn(network.inputDim, Math.sqrt(hiddenSize));
  const readOut = weights.readOut(readout);
  const channels = channelsOf(layers);
  // At position 0 a recurrence takes its input without the factor that all later tokens get.
  const firstPosition = channels.some(({ decay }) => decay > 0) ? 1 : 0;
  const horizon = horizonOf(channels, maxLength);
  const cellOptions = { rmsNormEpsilon: normEpsilon, firstPosition, dtype };
  const createCell = () => createRecurrentGemmaCell(weights.tensors, cellOptions);
  return {
    architecture,
    library: "transformers.RecurrentGemmaModel",
    dtype,
    config: {
      vocab_size: 1,
      hidden_size: hiddenSize,
      intermediate_size: 2 * sizes.mlpWidth, // the library halves it
      num_hidden_layers: layers.length,
      num_attention_heads: sizes.numHeads,
      num_key_value_heads: 1,
      lru_width: sizes.lruWidth,
      conv1d_width: sizes.convWidth,
      rms_norm_eps: normEpsilon,
      hidden_activation: "gelu_pytorch_tanh",
      block_types: layers.map(({ temporalBlock }) => temporalBlock),
    },
    weights: weights.tensors,
    readIn,
    readOut,
    inputBounds: network.inputBounds,
    maxLength: horizon,
    firstPosition,
    guarantee: hawkGuarantee(channels, { maxLength, dtype }),
    run: cellRunner(network, { createCell, readIn, readOut, dtype, horizon }),
  };
}

interface ParsedOptions {
  readonly mode: "fir" | "lru";
  readonly maxLength: number | undefined;
  readonly eta: number;
  readonly dtype: ModelDtype;
}

function parseOptions(emitter: string, options: RecurrentGemmaOptions): ParsedOptions {
  const { maxLength, dtype = "float32" } = options;
  requireKnownName(`${emitter}: dtype`, dtype, modelDtypes);
  if (maxLength !== undefined) {
    requireInRange(`${emitter}: maxLength`, maxLength, { min: 1, integer: true });
  }
  const { mode = maxLength === undefined ? "lru" : "fir" } = options;
  requireKnownName(`${emitter}: mode`, mode, ["fir", "lru"]);
  const { eta = dtype === "float32" ? 3 * 2 ** -27 : 3 * 2 ** -56 } = options;
  requireInRange(`${emitter}: eta`, eta, { above: 0, max: 1 });
  if (recurrentUnit(1, { eta, dtype }).inputFactor === 0) {
    throw new ConfigError(
      `${emitter}: eta must be so large that exp(-2 eta) is below 1 in ${dtype}, got ${eta}`,
    );
  }
  return { mode, maxLength, eta, dtype };
}

function sizesOf(numRegisters: number, layers: readonly HawkLayer[]): HawkSizes {
  const numHeads = 4;
  // The embeddings are multiplied by its root, which must be a power of two to lose no digit.
  let hiddenSize = 16;
  while (hiddenSize < numRegisters) hiddenSize *= 4;
  const numChannels = Math.max(1, ...layers.map(({ states }) => states?.channels.length ?? 0));
  return {
    hiddenSize,
    numHeads,
    lruWidth: numHeads * Math.ceil(numChannels / numHeads),
    mlpWidth: Math.max(1, ...layers.map(({ mlp }) => mlp?.units.length ?? 0)),
    convWidth: Math.max(4, ...channelsOf(layers).map(({ kernel }) => kernel.length)),
  };
}

function channelsOf(layers: readonly HawkLayer[]): readonly RecurrentChannel[] {
  return layers.flatMap(({ states }) => states?.channels ?? []);
}
