import { range } from "../affine.ts";
import { carryPastProducts } from "../carry.ts";
import { mapNodes, readersOf, withOperands } from "../graph.ts";
import type { BranchRule } from "../rule.ts";

/** If some readers are products, they become one that also hands the branch on to the others. */
export const multiplyBeside: BranchRule = {
  name: "carry past products",
  apply: (graph, branch) => {
    const readers = readersOf(graph, branch);
    if (!readers.some(({ kind }) => kind === "Multiplicative")) return undefined;
    const all = range(0, branch.dim);
    const { products, carried } = carryPastProducts(branch, [all], all);
    return mapNodes(graph, (node, operands) => {
      if (!readers.includes(node)) return undefined;
      if (node.kind === "Multiplicative") return products[0];
      return withOperands(
        node,
        operands.map((x) => (x === branch ? carried : x)),
      );
    });
  },
};
