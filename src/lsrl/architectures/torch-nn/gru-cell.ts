import { sigmoid } from "../activations.ts";
import type { StateDict } from "../model.ts";
import type { TorchCell, TorchCellOptions } from "./recurrent-weights.ts";
import { createStackedCell } from "./stacked-cell.ts";

/**
 * Runs `torch.nn.GRU`: gates `r` and `z` are sigmoids of `W_ih x + b_ih + W_hh h + b_hh`;
 * `n = tanh(W_in x + b_in + r (W_hn h + b_hn))`, `h <- n + z (h - n)`, layer by layer. (The paper
 * multiplies the candidate, not the old state, with `z`.)
 *
 * @param weights - By the names of the library's state dict; all sizes are read from their shapes.
 * @throws {ConfigError | ShapeError} If a weight is absent or of a shape that does not fit.
 */
export function createGruCell(
  weights: StateDict,
  { dtype = "float64", initHidden }: TorchCellOptions = {},
): TorchCell {
  const round = dtype === "float32" ? Math.fround : (x: number) => x;
  return createStackedCell(
    {
      numGates: 3,
      update(input, recurrent, [h]) {
        const size = h!.length;
        const gate = (index: number, k: number) =>
          round(sigmoid(round(input[index * size + k]! + recurrent[index * size + k]!)));
        for (let k = 0; k < size; k += 1) {
          const reset = round(gate(0, k) * recurrent[2 * size + k]!);
          const candidate = round(Math.tanh(round(input[2 * size + k]! + reset)));
          h![k] = candidate + round(gate(1, k) * round(h![k]! - candidate));
        }
      },
    },
    { weights, dtype, starts: [initHidden] },
  );
}
