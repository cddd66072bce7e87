import { ConfigError } from "../../core/errors.ts";
import { readToken, type Token } from "../language/sequence.ts";
import type { AffineMap, NetworkParts } from "../network/index.ts";
import type { Cell, ModelDtype } from "./model.ts";

/** A cell between a read-in and a read-out. */
export interface CellParts {
  readonly createCell: () => Cell;
  /** Absent where the cell takes the token itself. */
  readonly readIn?: AffineMap | undefined;
  readonly readOut: AffineMap;
  readonly dtype: ModelDtype;
  /** Greatest length of a sequence, if there is one. */
  readonly horizon: number | undefined;
}

/**
 * The `run` of an emitted network. The cell is made at the first run, and reset before each.
 *
 * @returns From a sequence to `[T][outputDim]`: the output after each token. Throws a ShapeError or
 * ConfigError if a token is not of the network's input, or the sequence is longer than the horizon.
 */
export function cellRunner(
  { inputDim, inputBounds }: Pick<NetworkParts, "inputDim" | "inputBounds">,
  { createCell, readIn, readOut, dtype, horizon }: CellParts,
): (sequence: Iterable<Token>) => number[][] {
  const round = dtype === "float32" ? Math.fround : (value: number) => value;
  const apply = ({ weights, bias }: AffineMap, x: ArrayLike<number>) =>
    Array.from(weights.apply(x), (value, i) => round(value + bias[i]!));
  let cell: Cell | undefined;
  return (sequence) => {
    const inputs = Array.from(sequence, (token, position) => {
      if (position === horizon) {
        throw new ConfigError(
          `run: the sequence must have at most ${horizon} tokens, got more. Emit the network with a greater maxLength.`,
        );
      }
      return readToken(token, { dim: inputDim, bounds: inputBounds }, position);
    });
    cell ??= createCell();
    cell.reset();
    const fresh = cell;
    return inputs.map((input) => {
      const x = readIn === undefined ? input : apply(readIn, input);
      return apply(readOut, fresh.step(x));
    });
  };
}
