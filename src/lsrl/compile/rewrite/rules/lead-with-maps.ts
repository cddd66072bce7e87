import { linear } from "../../../language/index.ts";
import { SparseMatrix } from "../../../matrix.ts";
import { affineOf } from "../affine.ts";
import { mapNodes, readersOf, withOperands } from "../graph.ts";
import type { BranchRule } from "../rule.ts";

/** Readers that are no map get an identity map, so that all can be stacked. */
export const leadWithMaps: BranchRule = {
  name: "put identities before the others",
  apply: (graph, branch) => {
    const readers = readersOf(graph, branch);
    const identity = linear(branch, SparseMatrix.identity(branch.dim));
    return mapNodes(graph, (node, operands) =>
      readers.includes(node) && affineOf(node) === undefined
        ? withOperands(
            node,
            operands.map((x) => (x === branch ? identity : x)),
          )
        : undefined,
    );
  },
};
