import type { Node } from "../../language/index.ts";
import type { SparseMatrix } from "../../matrix.ts";
import type { Graph } from "./graph.ts";

/** Of each node, which entries the output depends on; at least the first one. */
export function findUsedRows({ nodes, sink }: Graph): ReadonlyMap<Node, readonly boolean[]> {
  const used = new Map<Node, boolean[]>();
  for (const node of nodes) used.set(node, new Array<boolean>(node.dim).fill(node === sink));
  for (const node of nodes.toReversed()) {
    const rows = used.get(node)!;
    // A node without entries can not be written down.
    if (!rows.includes(true)) rows[0] = true;
    markOperands(node, rows, used);
  }
  return used;
}

function markOperands(node: Node, rows: boolean[], used: ReadonlyMap<Node, boolean[]>): void {
  const { operation, dim } = node;
  const operands = node.operands.map((operand) => used.get(operand)!);
  const [x] = operands;
  if (x === undefined) return;
  switch (operation.kind) {
    case "Input":
      return;
    case "Linear":
      markColumns(operation.A, rows, x);
      return;
    case "Slice":
      for (let i = 0; i < dim; i += 1) if (rows[i]!) x[operation.start + i] = true;
      return;
    case "LinState":
      closeUnder(operation.A, rows);
      markColumns(operation.B, rows, x);
      return;
    case "ReLU":
      rows.forEach((isUsed, i) => {
        if (isUsed) x[i] = true;
      });
      return;
    case "Multiplicative":
      rows.forEach((isUsed, i) => {
        if (!isUsed) return;
        x[i] = true;
        x[dim + i] = true;
      });
      return;
    case "Concat": {
      let start = 0;
      for (const operand of operands) {
        for (let i = 0; i < operand.length; i += 1) {
          if (rows[start + i]!) operand[i] = true;
        }
        start += operand.length;
      }
    }
  }
}

/** Marks the columns that the marked rows read. */
function markColumns(
  { rowStarts, entryColumns }: SparseMatrix,
  rows: readonly boolean[],
  columns: boolean[],
): void {
  rows.forEach((isUsed, i) => {
    if (!isUsed) return;
    for (let k = rowStarts[i]!; k < rowStarts[i + 1]!; k += 1) columns[entryColumns[k]!] = true;
  });
}

/** Marks the states that the marked ones depend on, after any number of steps. */
function closeUnder(A: SparseMatrix, rows: boolean[]): void {
  for (let before = -1, count = 0; count > before; ) {
    before = count;
    markColumns(A, [...rows], rows);
    count = rows.filter(Boolean).length;
  }
}
