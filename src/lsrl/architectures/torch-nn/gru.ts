import { type AffineMap, type Network, stackMaps } from "../../network/index.ts";
import type { EmittedModel, ModelDtype } from "../model.ts";
import { createGruCell } from "./gru-cell.ts";
import type { Layer, LayerGate, LayerStack } from "./layer-stack.ts";
import type { GatedStep } from "./network-steps.ts";
import { type ProductOptions, parseProductOptions } from "./product-options.ts";
import {
  closingMap,
  constantMap,
  decodeMap,
  gatedPlaces,
  pickRows,
  type SignalLayer,
} from "./signal-layers.ts";
import { gateBias, saturation, signalScales } from "./signal-scales.ts";
import { tanhWriter } from "./tanh-writer.ts";
import { emitTorchModel } from "./torch-model.ts";

/**
 * Writes a network as a `torch.nn.GRU`; our construction. The update gate is always closed, for it
 * would let the old state through; values are so small that tanh is linear, bit for bit; a ReLU, or
 * a product with a bit, takes two layers.
 *
 * @throws {CompileError} If there is a product that can not be written, or a weight overflows.
 * @throws {ConfigError} If an option is not allowed.
 * @see Petrov et al. 2024 (LSRL), appendix C, replaces sigmoid and tanh by ReLUs; its product layer, as
 * printed, lacks the old state.
 */
export function emitGru(network: Network, options: ProductOptions = {}): EmittedModel {
  const parsed = parseProductOptions("emitGru", options);
  return emitTorchModel(
    network,
    {
      architecture: "gru",
      emitter: "emitGru",
      library: "torch.nn.GRU",
      config: {},
      writer: tanhWriter(parsed, { push, writeGated }),
      createCell: (weights, type) => createGruCell(weights, { dtype: type }),
    },
    parsed,
  );
}

/** A layer of plain tanh: the reset gate is open. */
function push(stack: LayerStack, { input, recurrent, units }: SignalLayer): void {
  const open = constantMap(input.weights.rows, input.weights.columns, gateBias);
  stack.push(gruLayer(open, { input, ...(recurrent && { recurrent }) }), units);
}

/**
 * With `r = sigmoid(-K gate)`, 0 or 1, and `p` the value: first `y = tanh(p - 32 r)` and
 * `q = tanh(-32 r)`, then `y - q`, which is `p`, or exactly 0.
 */
function writeGated(stack: LayerStack, step: GatedStep, dtype: ModelDtype): void {
  const { scale, slope } = signalScales[dtype];
  const { isOpen, subject } = step;
  const places = gatedPlaces(step);
  const value = stack.read(step.value, scale, subject);
  const gates = stackMaps([step.gate, pickRows(step.gate, places)]);
  const candidate: LayerGate = {
    input: stackMaps([value, constantMap(places.length, value.weights.columns, 0)]),
    recurrentBias: [
      ...isOpen.map((open) => (open ? 0 : -saturation)),
      ...places.map(() => -saturation),
    ],
  };
  const units = decodeMap(isOpen.length, scale);
  stack.push(gruLayer(stack.read(gates, -slope, subject), candidate), units);
  push(stack, { input: closingMap(isOpen.length, places), units });
}

/** `h = tanh(W x + b + sigmoid(reset) * (W h + b'))`: gates r, z, n. */
function gruLayer(reset: AffineMap, candidate: LayerGate): Layer {
  const { rows, columns } = reset.weights;
  return {
    gates: [{ input: reset }, { input: constantMap(rows, columns, -gateBias) }, candidate],
  };
}
