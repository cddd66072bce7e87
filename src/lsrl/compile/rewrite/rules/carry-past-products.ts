import { range } from "../affine.ts";
import { mapNodes, readersOf, withOperand } from "../graph.ts";
import type { BranchRule } from "../rule.ts";
import { multiplyAndCarry } from "./multiply-and-carry.ts";

/** If some readers are products, they become one that also hands the branch on to the others. */
export const carryPastProducts: BranchRule = {
  name: "carry past products",
  apply: (graph, branch) => {
    const readers = readersOf(graph, branch);
    if (!readers.some(({ kind }) => kind === "Multiplicative")) return undefined;
    const all = range(0, branch.dim);
    const { products, entries } = multiplyAndCarry(branch, [all], all);
    const carried = entries(all);
    return mapNodes(graph, (node, operands) => {
      if (!readers.includes(node)) return undefined;
      return node.kind === "Multiplicative"
        ? products[0]
        : withOperand(node, operands, branch, carried);
    });
  },
};
