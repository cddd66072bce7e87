import type { Node } from "../../language/index.ts";
import type { SparseMatrix } from "../../matrix.ts";
import { affineOf } from "./affine.ts";

// Nodes never change, so what is found out about one holds as long as it lives.
const found = new WeakMap<Node, readonly boolean[]>();
const declared = new WeakMap<Node, readonly boolean[]>();

/** Whether each entry of a node is known to be never negative: a ReLU then hands it on as it is. */
export function nonNegativeRows(node: Node): readonly boolean[] {
  const before = found.get(node);
  if (before !== undefined) return before;
  const isNonNegative = (node.bounds?.min ?? -1) >= 0;
  const told = declared.get(node);
  const rows = isNonNegative
    ? new Array<boolean>(node.dim).fill(true)
    : deriveRows(node).map((row, i) => row || told?.[i] === true);
  found.set(node, rows);
  return rows;
}

/** States entries that are never negative for a reason that the node itself does not show. */
export function declareNonNegative(node: Node, rows: readonly boolean[]): Node {
  declared.set(node, rows);
  return node;
}

/** Hands what was declared of a node on to one of the same value. */
export function inheritSigns(node: Node, from: Node): void {
  const rows = declared.get(from);
  if (rows !== undefined && !declared.has(node)) declared.set(node, rows);
}

function deriveRows(node: Node): readonly boolean[] {
  const { operation, dim } = node;
  switch (operation.kind) {
    case "Input":
      return new Array<boolean>(dim).fill(false);
    case "ReLU":
      return new Array<boolean>(dim).fill(true);
    case "Concat":
      return operation.xs.flatMap(nonNegativeRows);
    case "Multiplicative": {
      const x = nonNegativeRows(operation.x);
      return Array.from({ length: dim }, (_, i) => x[i]! && x[dim + i]!);
    }
    case "Linear":
    case "Slice": {
      const { weights, bias } = affineOf(node)!;
      return positiveRows(weights, nonNegativeRows(operation.x)).map(
        (row, i) => row && bias[i]! >= 0,
      );
    }
    case "LinState": {
      const { A, B, bias, initState } = operation;
      const first = A.apply(initState);
      let rows: readonly boolean[] = positiveRows(B, nonNegativeRows(operation.x)).map(
        (row, i) => row && bias[i]! >= 0 && first[i]! + bias[i]! >= 0,
      );
      for (;;) {
        const next: readonly boolean[] = positiveRows(A, rows).map((row, i) => row && rows[i]!);
        if (next.every((row, i) => row === rows[i])) return rows;
        rows = next;
      }
    }
  }
}

/** Rows without a negative entry that read only columns which are never negative. */
function positiveRows(matrix: SparseMatrix, columns: readonly boolean[]): boolean[] {
  const rows = new Array<boolean>(matrix.rows).fill(true);
  for (const [i, j, value] of matrix.entries()) {
    if (value < 0 || !columns[j]!) rows[i] = false;
  }
  return rows;
}
