import { ConfigError, ShapeError } from "../../core/errors.ts";
import { type Bounds, Node } from "../language/index.ts";

/** The bounds of a bit, and of everything that blends two bits. */
export const bitBounds: Bounds = { min: 0, max: 1 };

/** `node`, where the type checker knows only of `like` what dimension it has. */
export function withDimOf<D extends number>({ dim }: Node<D>, node: Node): Node<D> {
  return new Node(node.operation, dim, node.notes);
}

/** @throws {ConfigError | ShapeError} Unless `y` is a node of the dimension of `x`. */
export function requireSameDim(subject: string, x: Node, y: Node): void {
  if (!(y instanceof Node)) {
    throw new ConfigError(`${subject} must be a node, got ${y}. Make one with constant(x, value).`);
  }
  if (y.dim !== x.dim) throw new ShapeError(subject, { expected: [x.dim], actual: [y.dim] });
}

/** `x - y`. @throws {ShapeError} If `y` is a node of another dimension. */
export function difference<D extends number>(
  subject: string,
  x: Node<D>,
  y: number | Node<D>,
): Node<D> {
  if (typeof y === "number") return x.sub(y);
  requireSameDim(subject, x, y);
  const [left, right]: readonly Node[] = [x, y];
  return withDimOf(x, left!.sub(right!));
}

/** `x + y`, for nodes of one dimension. */
export function sum<D extends number>(x: Node<D>, y: Node<D>): Node<D> {
  const [left, right]: readonly Node[] = [x, y];
  return withDimOf(x, left!.add(right!));
}
