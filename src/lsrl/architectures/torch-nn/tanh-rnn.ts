import type { Entry } from "../../matrix.ts";
import type { Network } from "../../network/index.ts";
import { stackMaps } from "../../network/index.ts";
import type { EmittedModel, ModelDtype } from "../model.ts";
import type { LayerStack } from "./layer-stack.ts";
import type { GatedStep } from "./network-steps.ts";
import { type ProductOptions, parseProductOptions } from "./product-options.ts";
import { createRnnCell } from "./rnn-cell.ts";
import {
  closingMap,
  constantMap,
  decodeMap,
  gatedPlaces,
  mapOf,
  pickRows,
  type SignalLayer,
} from "./signal-layers.ts";
import { saturation, signalScales } from "./signal-scales.ts";
import { tanhWriter } from "./tanh-writer.ts";
import { emitTorchModel } from "./torch-model.ts";

/**
 * Writes a network as a `torch.nn.RNN` with tanh; our construction. Values are so small that tanh is
 * linear, bit for bit; a ReLU, or a product with a bit, takes four layers.
 *
 * @throws {CompileError} If there is a product that can not be written, or a weight overflows.
 * @throws {ConfigError} If an option is not allowed.
 */
export function emitTanhRnn(network: Network, options: ProductOptions = {}): EmittedModel {
  const parsed = parseProductOptions("emitTanhRnn", options);
  return emitTorchModel(
    network,
    {
      architecture: "tanhRnn",
      emitter: "emitTanhRnn",
      library: "torch.nn.RNN",
      config: { nonlinearity: "tanh" },
      writer: tanhWriter(parsed, { push, writeGated }),
      createCell: (weights, type) => createRnnCell(weights, { nonlinearity: "tanh", dtype: type }),
    },
    parsed,
  );
}

function push(stack: LayerStack, { input, recurrent, units }: SignalLayer): void {
  stack.push({ gates: [{ input, ...(recurrent && { recurrent }) }] }, units);
}

/**
 * With `s = tanh(K gate)`, 1 or at most 0, and `p` the value: `q = tanh(32 s - 32)` is 0 or -1, then
 * `q' = tanh(32 q)` and `y = tanh(p + 32 q)`, and `y - q'` is `p`, or exactly 0. (A constant beside `p`
 * in one sum would swallow it; `q` does so only where it should.)
 */
function writeGated(stack: LayerStack, step: GatedStep, dtype: ModelDtype): void {
  const { scale, slope } = signalScales[dtype];
  const width = step.isOpen.length;
  const places = gatedPlaces(step);
  const numGated = places.length;
  const value = stack.read(step.value, scale, step.subject);
  const gate = stack.read(pickRows(step.gate, places), slope, step.subject);
  const total = width + numGated;
  const values = Array.from({ length: width }, (_, i): Entry => [i, i, 1]);
  const gates = places.map((_, k): Entry => [width + k, width + k, saturation]);
  const closing = places.map((place, k): Entry => [place, width + k, saturation]);
  const toBits = mapOf(total, total, [...values, ...gates]);
  const shift = stackMaps([
    constantMap(width, total, 0),
    constantMap(numGated, total, -saturation),
  ]).bias;
  const layers = [
    stackMaps([value, gate]),
    { weights: toBits.weights, bias: shift },
    mapOf(total, total, [...values, ...gates, ...closing]),
    closingMap(width, places),
  ];
  for (const input of layers) push(stack, { input, units: decodeMap(width, scale) });
}
