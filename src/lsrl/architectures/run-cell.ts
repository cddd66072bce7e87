import { ConfigError } from "../../core/errors.ts";
import { readToken, type Token } from "../language/sequence.ts";
import type { AffineMap, Network } from "../network/index.ts";
import type { Cell, ModelDtype } from "./model.ts";

/** A cell between a read-in and a read-out. */
export interface CellParts {
  /** With fresh states. */
  readonly cell: Cell;
  readonly readIn: AffineMap;
  readonly readOut: AffineMap;
  readonly dtype: ModelDtype;
  /** Greatest length of a sequence, if there is one. */
  readonly horizon: number | undefined;
}

/**
 * Runs a sequence through the cell of an emitted network.
 *
 * @returns `[T][outputDim]`: the output after each token.
 * @throws {ShapeError | ConfigError} If a token is not of the network's input, or the sequence is longer
 * than the horizon.
 */
export function runCell(
  { inputDim, inputBounds }: Network,
  { cell, readIn, readOut, dtype, horizon }: CellParts,
  sequence: Iterable<Token>,
): number[][] {
  const round = dtype === "float32" ? Math.fround : (value: number) => value;
  const apply = ({ weights, bias }: AffineMap, x: ArrayLike<number>) =>
    Array.from(weights.apply(x), (value, i) => round(value + bias[i]!));
  return Array.from(sequence, (token, position) => {
    if (position === horizon) {
      throw new ConfigError(
        `run: the sequence must have at most ${horizon} tokens, got more. Emit the network with a greater maxLength.`,
      );
    }
    const x = readToken(token, { dim: inputDim, bounds: inputBounds }, position);
    return apply(readOut, cell.step(apply(readIn, x)));
  });
}
