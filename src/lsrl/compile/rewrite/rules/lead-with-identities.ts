import { linear } from "../../../language/index.ts";
import { SparseMatrix } from "../../../matrix.ts";
import { affineOf } from "../affine.ts";
import { mapNodes, readersOf, withOperand } from "../graph.ts";
import type { BranchRule } from "../rule.ts";

/** If some readers are maps, the others get identity maps before them, so that all can be stacked. */
export const leadWithIdentities: BranchRule = {
  name: "put identities before the others",
  apply: (graph, branch) => {
    const readers = readersOf(graph, branch);
    if (!readers.some(affineOf)) return undefined;
    const identity = linear(branch, SparseMatrix.identity(branch.dim));
    return mapNodes(graph, (node, operands) =>
      readers.includes(node) && affineOf(node) === undefined
        ? withOperand(node, operands, branch, identity)
        : undefined,
    );
  },
};
