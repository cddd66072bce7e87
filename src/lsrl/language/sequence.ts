import { ConfigError, ShapeError } from "../../core/errors.ts";
import type { Bounds } from "./node.ts";

/** One token: a vector, or a number where the vector has one entry. */
export type Token = number | ArrayLike<number>;

/** What tokens a program takes. */
export interface TokenShape {
  readonly dim: number;
  readonly bounds?: Bounds | undefined;
}

/**
 * Checks one token.
 *
 * @param position - Its place in the sequence, for the message.
 * @throws {ShapeError} If its length is not that of the input.
 * @throws {ConfigError} If an entry is not finite, or outside the bounds declared on the input.
 */
export function readToken(
  token: Token,
  { dim, bounds }: TokenShape,
  position: number,
): ArrayLike<number> {
  const vector = typeof token === "number" ? [token] : token;
  if (vector.length !== dim) {
    throw new ShapeError(`run: token ${position}`, { expected: [dim], actual: [vector.length] });
  }
  for (let i = 0; i < dim; i += 1) {
    const value = vector[i]!;
    if (!Number.isFinite(value)) {
      throw new ConfigError(`run: token ${position} must hold finite numbers, got ${value}`);
    }
    if (bounds !== undefined && !(value >= bounds.min && value <= bounds.max)) {
      throw new ConfigError(
        `run: token ${position} must be within [${bounds.min}, ${bounds.max}], got ${value}. Declare wider bounds on the input.`,
      );
    }
  }
  return vector;
}
