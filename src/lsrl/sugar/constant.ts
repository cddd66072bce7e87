import { ConfigError } from "../../core/errors.ts";
import { linear, type Node, type VectorLike } from "../language/index.ts";
import { SparseMatrix } from "../matrix.ts";

/**
 * The same value at every step.
 *
 * Lowering: `0 x + value`. Exact.
 *
 * @param x - Any node of the program: what reads a constant still needs a token to go with.
 * @param value - A number, for dimension 1, or a vector.
 * @throws {ConfigError} If `value` is not a number or a vector of finite numbers, or is empty.
 */
export function constant(x: Node, value: number): Node<1>;
export function constant(x: Node, value: number | VectorLike): Node;
export function constant(x: Node, value: number | VectorLike): Node {
  const vector = Array.from<unknown>(typeof value === "number" ? [value] : value);
  const numbers = vector.filter((entry) => typeof entry === "number");
  if (vector.length === 0 || numbers.length < vector.length) {
    throw new ConfigError(
      `constant: value must be a number or a vector of numbers, got ${JSON.stringify(value)}`,
    );
  }
  const node = linear(x, SparseMatrix.zeros(vector.length, x.dim), numbers);
  return node.bounded({ min: Math.min(...numbers), max: Math.max(...numbers) });
}
