import { linear, type Node, relu } from "../../../language/index.ts";
import { type Entry, SparseMatrix } from "../../../matrix.ts";
import { mapNodes, readersOf, withOperand } from "../graph.ts";
import type { BranchRule } from "../rule.ts";
import { nonNegativeRows } from "../signs.ts";

/** If the readers are ReLUs and `Concat`s, the latter read the branch by way of a ReLU. */
export const carryPastRelus: BranchRule = {
  name: "carry past relus",
  apply: (graph, branch) => {
    const readers = readersOf(graph, branch);
    if (!readers.every(({ kind }) => kind === "ReLU" || kind === "Concat")) return undefined;
    const carried = identityWithRelu(branch);
    return mapNodes(graph, (node, operands) =>
      node.kind === "Concat" && readers.includes(node)
        ? withOperand(node, operands, branch, carried)
        : undefined,
    );
  },
};

/**
 * `x` as the map of a ReLU: of `R(x)` where an entry is known not to be negative, else of `R(x)` and
 * `R(-x)`. The paper always takes both.
 */
function identityWithRelu(x: Node): Node {
  const units = nonNegativeRows(x).flatMap((isNonNegative, row) =>
    isNonNegative
      ? [{ row, sign: 1 }]
      : [
          { row, sign: 1 },
          { row, sign: -1 },
        ],
  );
  const split = units.map(({ row, sign }, unit): Entry => [unit, row, sign]);
  const back = units.map(({ row, sign }, unit): Entry => [row, unit, sign]);
  const parts = linear(x, SparseMatrix.fromEntries(units.length, x.dim, split));
  return linear(relu(parts), SparseMatrix.fromEntries(x.dim, units.length, back));
}
