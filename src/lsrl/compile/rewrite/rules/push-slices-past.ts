import { concat, linear, type Node, relu } from "../../../language/index.ts";
import { range, select, selectionMatrix, withNotesOf } from "../affine.ts";
import { mapNodes, readersOf } from "../graph.ts";
import type { BranchRule } from "../rule.ts";
import { slicesOf } from "./slices-of.ts";

/** If all readers are slices, the ReLUs and `Concat`s that read slices read the branch. */
export const pushSlicesPast: BranchRule = {
  name: "push slices past relus and concats",
  apply: (graph, branch) => {
    const slices = slicesOf(readersOf(graph, branch));
    if (slices === undefined) return undefined;
    const rectified = relu(branch);
    return mapNodes(graph, (node, operands) => {
      const rows = node.operands.map((operand) => slices.get(operand));
      const [first] = rows;
      if (node.kind === "ReLU" && first !== undefined) return select(rectified, first);
      if (node.kind !== "Concat" || rows.every((part) => part === undefined)) return undefined;
      return withNotesOf(concatBranch(branch, rows, operands), node);
    });
  },
};

/**
 * The branch stands in the new `Concat` once, however many slices of it the old one listed.
 *
 * @param rows - Of each operand, what it is of the branch; `undefined` if it is not a slice.
 */
function concatBranch(
  branch: Node,
  rows: readonly (readonly number[] | undefined)[],
  operands: readonly Node[],
): Node {
  const parts = [branch, ...new Set(operands.filter((_, i) => rows[i] === undefined))];
  const starts = new Map<Node, number>();
  let dim = 0;
  for (const part of parts) {
    starts.set(part, dim);
    dim += part.dim;
  }
  const picked = operands.flatMap((operand, i) => {
    const start = starts.get(operand)!;
    return rows[i] ?? range(start, start + operand.dim);
  });
  return linear(concat(parts), selectionMatrix(dim, picked));
}
