import { sigmoid } from "../activations.ts";
import type { StateDict } from "../model.ts";
import type { TorchCell, TorchCellOptions } from "./recurrent-weights.ts";
import { createStackedCell } from "./stacked-cell.ts";

/** Options of {@link createLstmCell}. */
export interface LstmCellOptions extends TorchCellOptions {
  /** `c_0`, `[numLayers][hiddenSize]`. Default: zeros. */
  readonly initCell?: readonly ArrayLike<number>[];
}

/** A `torch.nn.LSTM`. */
export interface LstmCell extends TorchCell {
  /** `c_n` after the last step, `[numLayers][hiddenSize]`. */
  cellStates(): number[][];
}

/**
 * Runs `torch.nn.LSTM`: gates `i, f, g, o = W_ih x + b_ih + W_hh h + b_hh`,
 * `c <- sigmoid(f) c + sigmoid(i) tanh(g)`, `h <- sigmoid(o) tanh(c)`, layer by layer.
 *
 * @param weights - By the names of the library's state dict; all sizes are read from their shapes.
 * @throws {ConfigError | ShapeError} If a weight is absent or of a shape that does not fit.
 */
export function createLstmCell(
  weights: StateDict,
  { dtype = "float64", initHidden, initCell }: LstmCellOptions = {},
): LstmCell {
  const round = dtype === "float32" ? Math.fround : (x: number) => x;
  const cell = createStackedCell(
    {
      numGates: 4,
      update(input, recurrent, [h, c]) {
        const size = h!.length;
        const gate = (index: number, k: number) =>
          round(input[index * size + k]! + recurrent[index * size + k]!);
        for (let k = 0; k < size; k += 1) {
          const written = round(round(sigmoid(gate(0, k))) * round(Math.tanh(gate(2, k))));
          c![k] = round(round(sigmoid(gate(1, k))) * c![k]!) + written;
          h![k] = round(sigmoid(gate(3, k))) * round(Math.tanh(c![k]!));
        }
      },
    },
    { weights, dtype, starts: [initHidden, initCell] },
  );
  return { ...cell, cellStates: () => cell.states()[1]! };
}
