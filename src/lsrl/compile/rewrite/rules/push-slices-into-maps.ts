import { linear } from "../../../language/index.ts";
import { affineOf, selectionMatrix, withNotesOf } from "../affine.ts";
import { mapNodes, readersOf } from "../graph.ts";
import type { BranchRule } from "../rule.ts";
import { slicesOf } from "./slices-of.ts";

/**
 * If all readers are slices, the maps that read slices read the branch, and so does a map instead of
 * every `Concat` of slices alone. What else reads slices waits, so that all maps before the next ReLU
 * or product are folded by then.
 */
export const pushSlicesIntoMaps: BranchRule = {
  name: "push slices into maps",
  apply: (graph, branch) => {
    const slices = slicesOf(readersOf(graph, branch));
    if (slices === undefined) return undefined;
    const after = mapNodes(graph, (node) => {
      const rows = node.operands.map((operand) => slices.get(operand));
      if (!rows.every((part) => part !== undefined)) return undefined;
      const selection = selectionMatrix(branch.dim, rows.flat());
      if (node.kind === "Concat") return withNotesOf(linear(branch, selection), node);
      const map = affineOf(node);
      if (map === undefined) return undefined;
      return withNotesOf(linear(branch, map.weights.multiply(selection), map.bias), node);
    });
    return after === graph ? undefined : after;
  },
};
