import { concat, linear, linState, type Node, relu } from "../../../language/index.ts";
import { affineOf, range, select, selectedRows, selectionMatrix } from "../affine.ts";
import { mapNodes, readersOf } from "../graph.ts";
import type { BranchRule } from "../rule.ts";

/** If all readers are slices, each is pushed past or into what reads it. */
export const pushSlices: BranchRule = {
  name: "push slices",
  apply: (graph, branch) => {
    const rowsOf = new Map<Node, readonly number[]>();
    for (const reader of readersOf(graph, branch)) {
      const rows = selectedRows(reader);
      if (rows === undefined) return undefined;
      rowsOf.set(reader, rows);
    }
    const rectified = relu(branch);
    return mapNodes(graph, (node, operands) => {
      const { operation } = node;
      if (operation.kind === "Concat") {
        return node.operands.some((x) => rowsOf.has(x))
          ? pushIntoConcat(branch, rowsOf, node.operands, operands)
          : undefined;
      }
      const rows = node.operands[0] && rowsOf.get(node.operands[0]);
      if (rows === undefined) return undefined;
      const selection = selectionMatrix(branch.dim, rows);
      switch (operation.kind) {
        case "Linear":
        case "Slice": {
          const { weights, bias } = affineOf(node)!;
          return linear(branch, weights.multiply(selection), bias);
        }
        case "LinState":
          return linState(branch, { ...operation, B: operation.B.multiply(selection) });
        case "ReLU":
          return select(rectified, rows);
        default:
          return undefined;
      }
    });
  },
};

/** The branch stands in the new `Concat` once, however many slices of it the old one lists. */
function pushIntoConcat(
  branch: Node,
  rowsOf: ReadonlyMap<Node, readonly number[]>,
  before: readonly Node[],
  operands: readonly Node[],
): Node {
  const parts = [branch, ...new Set(operands.filter((_, i) => !rowsOf.has(before[i]!)))];
  const starts = new Map<Node, number>();
  let dim = 0;
  for (const part of parts) {
    starts.set(part, dim);
    dim += part.dim;
  }
  const rows = operands.flatMap((operand, i) => {
    const start = starts.get(operand);
    return rowsOf.get(before[i]!) ?? range(start!, start! + operand.dim);
  });
  return linear(concat(parts), selectionMatrix(dim, rows));
}
