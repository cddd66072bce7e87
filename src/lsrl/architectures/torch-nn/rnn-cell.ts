import type { StateDict } from "../model.ts";
import type { TorchCell, TorchCellOptions } from "./recurrent-weights.ts";
import { createStackedCell } from "./stacked-cell.ts";

/** Options of {@link createRnnCell}. */
export interface RnnCellOptions extends TorchCellOptions {
  /** Default: `"tanh"`, as the library's. */
  readonly nonlinearity?: "tanh" | "relu";
}

/**
 * Runs `torch.nn.RNN`: `h <- f(W_ih x + b_ih + W_hh h + b_hh)`, layer by layer.
 *
 * @param weights - By the names of the library's state dict; all sizes are read from their shapes.
 * @throws {ConfigError | ShapeError} If a weight is absent or of a shape that does not fit.
 */
export function createRnnCell(
  weights: StateDict,
  { nonlinearity = "tanh", dtype = "float64", initHidden }: RnnCellOptions = {},
): TorchCell {
  const activate = nonlinearity === "relu" ? (x: number) => Math.max(0, x) : Math.tanh;
  const round = dtype === "float32" ? Math.fround : (x: number) => x;
  return createStackedCell(
    {
      numGates: 1,
      update(input, recurrent, [h]) {
        for (let i = 0; i < input.length; i += 1)
          h![i] = activate(round(input[i]! + recurrent[i]!));
      },
    },
    { weights, dtype, starts: [initHidden] },
  );
}
