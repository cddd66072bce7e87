import { ConfigError, ShapeError } from "../../core/errors.ts";
import { requireInRange } from "../../core/ranges.ts";
import { type MatrixLike, type SparseMatrix, toMatrix } from "../matrix.ts";
import { type Bounds, Node } from "./node.ts";

/** A vector `[n]`. */
export type VectorLike = ArrayLike<number>;

/** What is known about the tokens. */
export interface InputOptions extends Partial<Bounds> {
  /** Name shown in pictures. Default: "input". */
  readonly label?: string;
}

/**
 * The token: the one source of every program.
 *
 * @param dim - Its dimension, >= 1.
 * @param options - Bounds of every entry, if they are known: they make compiled networks smaller,
 * and a token outside them is refused.
 * @see Petrov et al. 2024 (LSRL), section 3.
 */
export function input<D extends number>(
  dim: D,
  { label = "input", min, max }: InputOptions = {},
): Node<D> {
  requireInRange("input: dim", dim, { min: 1, integer: true });
  const node = new Node({ kind: "Input" }, dim, { label });
  if (min === undefined && max === undefined) return node;
  return node.bounded({
    min: min ?? Number.NEGATIVE_INFINITY,
    max: max ?? Number.POSITIVE_INFINITY,
  });
}

/**
 * `A x + b`.
 *
 * @param A - `[m][x.dim]`.
 * @param b - `[m]`. Default: zeros.
 * @throws {ShapeError} If a shape does not fit.
 * @throws {ConfigError} If an entry is not finite.
 */
export function linear(x: Node, A: MatrixLike, b?: VectorLike): Node {
  const weights = toMatrix(A, x.dim);
  requireShape("linear: A", weights, ["m", x.dim]);
  return new Node(
    { kind: "Linear", x, A: weights, b: toVector("linear: b", b, weights.rows) },
    weights.rows,
  );
}

/** The recurrence of a {@link linState}. */
export interface LinStateOptions {
  /** `[m][m]`. */
  readonly A: MatrixLike;
  /** `[m][x.dim]`. */
  readonly B: MatrixLike;
  /** `[m]`: the state before the first token. Default: zeros. */
  readonly initState?: VectorLike;
  /** `[m]`. Default: zeros. */
  readonly bias?: VectorLike;
}

/**
 * The state `s <- A s + B x + bias`, updated once a token; its value is the updated state. A counter
 * that shall read 0 at the first token therefore starts at -1.
 *
 * @throws {ShapeError} If a shape does not fit.
 * @throws {ConfigError} If an entry is not finite.
 */
export function linState(x: Node, { A, B, initState, bias }: LinStateOptions): Node {
  const transition = toMatrix(A);
  requireShape("linState: A", transition, [transition.rows, transition.rows]);
  const dim = transition.rows;
  const inputWeights = toMatrix(B, x.dim);
  requireShape("linState: B", inputWeights, [dim, x.dim]);
  return new Node(
    {
      kind: "LinState",
      x,
      A: transition,
      B: inputWeights,
      initState: toVector("linState: initState", initState, dim),
      bias: toVector("linState: bias", bias, dim),
    },
    dim,
  );
}

/** `max(0, x)`, entry by entry. */
export function relu<D extends number>(x: Node<D>): Node<D> {
  return new Node({ kind: "ReLU", x }, x.dim);
}

/**
 * The vectors one under the other; one node may stand there more than once.
 *
 * @throws {ConfigError} If there is none.
 */
export function concat(xs: readonly Node[]): Node {
  if (xs.length === 0) throw new ConfigError("concat: xs must hold at least one node, got none");
  return new Node(
    { kind: "Concat", xs: [...xs] },
    xs.reduce((sum, { dim }) => sum + dim, 0),
  );
}

/**
 * The first half of `x` times its second half, entry by entry.
 *
 * @throws {ShapeError} If the dimension is odd.
 */
export function multiplicative(x: Node): Node {
  if (x.dim % 2 !== 0) {
    throw new ShapeError("multiplicative: x", { expected: ["even"], actual: [x.dim] });
  }
  return new Node({ kind: "Multiplicative", x }, x.dim / 2);
}

function requireShape(
  subject: string,
  { rows, columns }: SparseMatrix,
  expected: readonly [number | string, number],
): void {
  const fits = (expected[0] === rows || typeof expected[0] === "string") && expected[1] === columns;
  if (rows === 0 || !fits) throw new ShapeError(subject, { expected, actual: [rows, columns] });
}

/** Parses a vector of a known length. */
function toVector(subject: string, vector: VectorLike | undefined, length: number): Float64Array {
  if (vector === undefined) return new Float64Array(length);
  if (typeof vector !== "object" || vector.length !== length) {
    throw new ShapeError(subject, { expected: [length], actual: [vector.length] });
  }
  const wrong = Array.from(vector).find((value) => !Number.isFinite(value));
  if (wrong !== undefined) {
    throw new ConfigError(`${subject}: entries must be finite numbers, got ${wrong}`);
  }
  return Float64Array.from(vector);
}
