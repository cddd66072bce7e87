import { linear, linState, type Node } from "../../../language/index.ts";
import { SparseMatrix } from "../../../matrix.ts";
import { affineOf, withNotesOf } from "../affine.ts";
import { mapNodes, readersOf, withOperand } from "../graph.ts";
import type { BranchRule } from "../rule.ts";

/**
 * If some readers are states, the others read the branch by way of a state without memory. A map goes
 * into that state where it makes fewer entries than it reads; the paper always hands on the branch.
 */
export const carryPastStates: BranchRule = {
  name: "carry past states",
  apply: (graph, branch) => {
    const readers = readersOf(graph, branch);
    if (!readers.some(({ kind }) => kind === "LinState")) return undefined;
    const carried = withoutMemory(branch, SparseMatrix.identity(branch.dim));
    return mapNodes(graph, (node, operands) => {
      if (!readers.includes(node) || node.kind === "LinState") return undefined;
      const map = affineOf(node);
      if (map === undefined) return withOperand(node, operands, branch, carried);
      const { weights, bias } = map;
      const isSmaller = weights.rows <= new Set(weights.entryColumns).size;
      const after = isSmaller
        ? withoutMemory(branch, weights, bias)
        : linear(carried, weights, bias);
      return withNotesOf(after, node);
    });
  },
};

function withoutMemory(x: Node, B: SparseMatrix, bias?: Float64Array): Node {
  const A = SparseMatrix.zeros(B.rows, B.rows);
  return linState(x, { A, B, ...(bias === undefined ? {} : { bias }) });
}
