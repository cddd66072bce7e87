import { ConfigError, ShapeError } from "../../core/errors.ts";
import { requireInRange } from "../../core/ranges.ts";
import { SparseMatrix } from "../matrix.ts";

/** The smallest and the greatest value that any entry can have. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** What a node computes from its operands, for one token. */
export type Operation =
  | { readonly kind: "Input" }
  | {
      readonly kind: "Linear";
      readonly x: Node;
      readonly A: SparseMatrix;
      readonly b: Float64Array;
    }
  | {
      readonly kind: "LinState";
      readonly x: Node;
      readonly A: SparseMatrix;
      readonly B: SparseMatrix;
      readonly initState: Float64Array;
      readonly bias: Float64Array;
    }
  | { readonly kind: "ReLU"; readonly x: Node }
  | { readonly kind: "Concat"; readonly xs: readonly Node[] }
  | { readonly kind: "Slice"; readonly x: Node; readonly start: number; readonly end: number }
  | { readonly kind: "Multiplicative"; readonly x: Node };

/** The name of a kind of node. */
export type NodeKind = Operation["kind"];

/** What is known about a node beside its operation. */
export interface NodeNotes {
  /** Name shown in pictures and traces. */
  readonly label?: string | undefined;
  /** Bounds of every entry; compilers rely on them. */
  readonly bounds?: Bounds | undefined;
}

/** Accepts a dimension that is equal, or known only at run time. */
type SameDim<D extends number, E extends number> = number extends D | E
  ? unknown
  : [D] extends [E]
    ? unknown
    : { readonly dim: D };

/**
 * A vector of a program: what one token, and the states so far, make of it. Nodes never change;
 * every method returns a new node that reads this one.
 *
 * @typeParam D - Its dimension, where the type checker can know it: adding vectors of different
 * dimensions is then a type error, and else a {@link ShapeError} when the program is built.
 */
export class Node<D extends number = number> {
  readonly operation: Operation;
  readonly dim: D;
  readonly notes: NodeNotes;

  /** Called by the builder functions, which check their arguments. */
  constructor(operation: Operation, dim: D, notes: NodeNotes = {}) {
    this.operation = operation;
    this.dim = dim;
    this.notes = notes;
  }

  get kind(): NodeKind {
    return this.operation.kind;
  }

  get label(): string | undefined {
    return this.notes.label;
  }

  get bounds(): Bounds | undefined {
    return this.notes.bounds;
  }

  /** The nodes this one reads, in order; `Concat` may list one twice. */
  get operands(): readonly Node[] {
    const { operation } = this;
    if (operation.kind === "Input") return [];
    return operation.kind === "Concat" ? operation.xs : [operation.x];
  }

  /** The same node with a name for pictures and traces. */
  named(label: string): Node<D> {
    return new Node(this.operation, this.dim, { ...this.notes, label });
  }

  /**
   * The same node with bounds that hold for every entry at every step. Compilers rely on them: a
   * wrong bound gives a wrong network.
   *
   * @throws {ConfigError} If `min > max` or one is NaN.
   */
  bounded(bounds: Bounds): Node<D> {
    if (!(bounds.min <= bounds.max)) {
      throw new ConfigError(`bounded: min must be <= max, got [${bounds.min}, ${bounds.max}]`);
    }
    return new Node(this.operation, this.dim, { ...this.notes, bounds });
  }

  /**
   * `this + other`, entry by entry; a number is added to every entry.
   *
   * @throws {ShapeError} If the dimensions differ.
   */
  add<E extends number>(other: number | (Node<E> & SameDim<D, E>)): Node<D> {
    return typeof other === "number" ? this.#affine(1, other) : this.#sum("add", other, 1);
  }

  /**
   * `this - other`, entry by entry; a number is taken from every entry.
   *
   * @throws {ShapeError} If the dimensions differ.
   */
  sub<E extends number>(other: number | (Node<E> & SameDim<D, E>)): Node<D> {
    return typeof other === "number" ? this.#affine(1, -other) : this.#sum("sub", other, -1);
  }

  /** `value - this`, entry by entry. */
  subFrom(value: number): Node<D> {
    return this.#affine(-1, value);
  }

  /** `this * factor`. For the product of two nodes see `multiplicative`. */
  mul(factor: number): Node<D> {
    return this.#affine(factor, 0);
  }

  /**
   * `this / divisor`.
   *
   * @throws {ConfigError} If `divisor` is 0 or not finite.
   */
  div(divisor: number): Node<D> {
    if (divisor === 0) throw new ConfigError("div: divisor must not be 0, got 0");
    requireFinite(divisor);
    return this.#affine(1 / divisor, 0);
  }

  /** Entry `index` as a vector of dimension 1. @throws {ConfigError} If there is none. */
  at(index: number): Node<1> {
    requireInRange("at: index", index, { min: 0, max: this.dim - 1, integer: true });
    return new Node({ kind: "Slice", x: this, start: index, end: index + 1 }, 1, {
      bounds: this.bounds,
    });
  }

  /**
   * Entries `start .. end - 1`.
   *
   * @throws {ConfigError} Unless `0 <= start < end <= dim`.
   */
  slice(start = 0, end: number = this.dim): Node {
    requireInRange("slice: start", start, { min: 0, integer: true });
    requireInRange("slice: end", end, { max: this.dim, integer: true });
    if (start >= end) throw new ConfigError(`slice: start must be < end, got [${start}, ${end})`);
    return new Node({ kind: "Slice", x: this, start, end }, end - start, { bounds: this.bounds });
  }

  #affine(factor: number, shift: number): Node<D> {
    for (const value of [factor, shift]) requireFinite(value);
    const A = SparseMatrix.identity(this.dim, factor);
    return new Node({ kind: "Linear", x: this, A, b: filled(this.dim, shift) }, this.dim);
  }

  #sum(name: string, other: Node, sign: 1 | -1): Node<D> {
    const { dim } = this;
    if (other.dim !== dim) {
      throw new ShapeError(`${name}: other`, { expected: [dim], actual: [other.dim] });
    }
    const both = new Node({ kind: "Concat", xs: [this, other] }, 2 * dim);
    const entries = Array.from({ length: dim }, (_, i) => i).flatMap((i) => [
      [i, i, 1] as const,
      [i, dim + i, sign] as const,
    ]);
    const A = SparseMatrix.fromEntries(dim, 2 * dim, entries);
    return new Node({ kind: "Linear", x: both, A, b: new Float64Array(dim) }, dim);
  }
}

function requireFinite(value: number): void {
  if (Number.isFinite(value)) return;
  throw new ConfigError(`operator: the number must be finite, got ${value}`);
}

function filled(length: number, value: number): Float64Array {
  return new Float64Array(length).fill(value);
}
