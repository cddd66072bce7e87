import { linear, Node } from "../../language/index.ts";
import { type Entry, SparseMatrix } from "../../matrix.ts";
import type { AffineMap } from "../../network/index.ts";

/** Whether a node applies a map to its operand. */
export function isMap({ kind }: Node): boolean {
  return kind === "Linear" || kind === "Slice";
}

/** The map that a `Linear` or `Slice` applies to its operand; `undefined` for other kinds. */
export function affineOf({ operation, dim }: Node): AffineMap | undefined {
  if (operation.kind === "Linear") return { weights: operation.A, bias: operation.b };
  if (operation.kind !== "Slice") return undefined;
  const rows = Array.from({ length: dim }, (_, i) => operation.start + i);
  return { weights: selectionMatrix(operation.x.dim, rows), bias: new Float64Array(dim) };
}

/** The map from `[columns]` to its coordinates `rows`, in that order. */
export function selectionMatrix(columns: number, rows: readonly number[]): SparseMatrix {
  return new SparseMatrix(
    rows.length,
    columns,
    Int32Array.from({ length: rows.length + 1 }, (_, i) => i),
    Int32Array.from(rows),
    new Float64Array(rows.length).fill(1),
  );
}

/** The entries in these rows and columns, which are ascending. */
export function submatrix(
  matrix: SparseMatrix,
  rows: readonly number[],
  columns: readonly number[],
): SparseMatrix {
  const entries = columns.map((column, place): Entry => [column, place, 1]);
  const embedding = SparseMatrix.fromEntries(matrix.columns, columns.length, entries);
  return selectionMatrix(matrix.rows, rows).multiply(matrix).multiply(embedding);
}

/** The coordinates of its operand that a node picks: a `Slice`, or a `Linear` that does nothing else. */
export function selectedRows({ operation, dim }: Node): readonly number[] | undefined {
  if (operation.kind === "Slice") {
    return Array.from({ length: dim }, (_, i) => operation.start + i);
  }
  if (operation.kind !== "Linear") return undefined;
  const { A, b } = operation;
  const isSelection =
    A.numNonZeros === A.rows &&
    A.values.every((value) => value === 1) &&
    A.rowStarts.every((start, i) => start === i) &&
    b.every((value) => value === 0);
  return isSelection ? Array.from(A.entryColumns) : undefined;
}

/** The coordinates `rows` of `x`: `x` itself if these are all, a `Slice` if they are neighbours. */
export function select(x: Node, rows: readonly number[]): Node {
  const [start] = rows;
  if (start !== undefined && rows.every((row, i) => row === start + i)) {
    return rows.length === x.dim ? x : x.slice(start, start + rows.length);
  }
  return linear(x, selectionMatrix(x.dim, rows));
}

/** Numbers from `start` to `end - 1`. */
export function range(start: number, end: number): readonly number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}

/** `node` with the name and the bounds of one that has the same value. */
export function withNotesOf(node: Node, { notes }: Node): Node {
  return new Node(node.operation, node.dim, notes);
}
