import { linear, linState, type Node } from "../../../language/index.ts";
import { SparseMatrix } from "../../../matrix.ts";
import { affineOf, withNotesOf } from "../affine.ts";
import { usedColumns } from "../carry.ts";
import { mapNodes, readersOf, withOperands } from "../graph.ts";
import type { BranchRule } from "../rule.ts";

/** If some readers are states, the others read the branch by way of a state without memory. */
export const carryPastStates: BranchRule = {
  name: "carry past states",
  apply: (graph, branch) => {
    const readers = readersOf(graph, branch);
    if (!readers.some(({ kind }) => kind === "LinState")) return undefined;
    const carried = memoryless(branch, SparseMatrix.identity(branch.dim));
    return mapNodes(graph, (node, operands) => {
      if (!readers.includes(node) || node.kind === "LinState") return undefined;
      const map = affineOf(node);
      if (map !== undefined && node.dim <= usedColumns(map.weights).length) {
        return withNotesOf(memoryless(branch, map.weights, map.bias), node);
      }
      return map === undefined
        ? withOperands(
            node,
            operands.map((x) => (x === branch ? carried : x)),
          )
        : linear(carried, map.weights, map.bias);
    });
  },
};

function memoryless(x: Node, B: SparseMatrix, bias?: Float64Array): Node {
  const A = SparseMatrix.zeros(B.rows, B.rows);
  return linState(x, { A, B, bias: bias ?? new Float64Array(B.rows) });
}
