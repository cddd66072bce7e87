import type { SparseMatrix } from "../../matrix.ts";
import type { AffineMap, Network } from "../../network/index.ts";
import type { EmittedModel } from "../model.ts";
import type { Layer } from "./layer-stack.ts";
import { createLstmCell } from "./lstm-cell.ts";
import { type ProductOptions, parseProductOptions } from "./product-options.ts";
import { pairsError, sigmoidPairs } from "./sigmoid-pairs.ts";
import { constantMap, decodeMap, stateLayer } from "./signal-layers.ts";
import { gateBias, signalScales } from "./signal-scales.ts";
import { emitTorchModel, type StepWriter } from "./torch-model.ts";

/**
 * Writes a network as a `torch.nn.LSTM`, a layer for each stage; our construction. The forget gate is
 * always closed and the output gate always open; values are so small that tanh is linear, bit for
 * bit, and the input gate is what a ReLU or a product with a bit needs.
 *
 * @throws {CompileError} If there is a product that can not be written, or a weight overflows.
 * @throws {ConfigError} If an option is not allowed.
 * @see Petrov et al. 2024 (LSRL), appendix D, replaces all sigmoids and tanhs by ReLUs.
 */
export function emitLstm(network: Network, options: ProductOptions = {}): EmittedModel {
  const parsed = parseProductOptions("emitLstm", options);
  const { dtype, richardson } = parsed;
  const { scale, slope } = signalScales[dtype];
  const pairs = { dtype, richardson };
  const writer: StepWriter = {
    state(stack, step) {
      const { input, recurrent, units } = stateLayer(stack, step, scale);
      const open = constantMap(input.weights.rows, input.weights.columns, gateBias);
      stack.push(lstmLayer(open, input, recurrent), units);
    },
    gated(stack, { gate, value, subject }) {
      const layer = lstmLayer(stack.read(gate, slope, subject), stack.read(value, scale, subject));
      stack.push(layer, decodeMap(value.bias.length, scale));
    },
    product: {
      write(stack, step) {
        const { gate, value, units } = sigmoidPairs(stack, step, pairs);
        stack.push(lstmLayer(gate, value), units);
      },
      error: (left, right) => pairsError(left, right, pairs),
    },
  };
  return emitTorchModel(
    network,
    {
      architecture: "lstm",
      emitter: "emitLstm",
      library: "torch.nn.LSTM",
      config: {},
      writer,
      createCell: (weights, type) => createLstmCell(weights, { dtype: type }),
    },
    parsed,
  );
}

/** `h = tanh(sigmoid(gate) * tanh(value + recurrent h))`: gates i, f, g, o. */
function lstmLayer(gate: AffineMap, value: AffineMap, recurrent?: SparseMatrix): Layer {
  const { rows, columns } = value.weights;
  return {
    gates: [
      { input: gate },
      { input: constantMap(rows, columns, -gateBias) },
      { input: value, ...(recurrent && { recurrent }) },
      { input: constantMap(rows, columns, gateBias) },
    ],
  };
}
