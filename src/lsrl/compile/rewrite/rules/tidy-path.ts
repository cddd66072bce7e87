import { linear } from "../../../language/index.ts";
import { affineOf, selectedRows, withNotesOf } from "../affine.ts";
import { mapNodes } from "../graph.ts";
import type { FoldRule } from "../rule.ts";

/** On a path, maps that do nothing are dropped, and slices are written as maps. */
export const tidyPath: FoldRule = {
  name: "drop identities",
  apply: (graph) =>
    mapNodes(graph, (node, [x]) => {
      const map = affineOf(node);
      if (x === undefined || map === undefined) return undefined;
      const rows = selectedRows(node);
      if (rows?.length === x.dim && rows.every((row, i) => row === i)) return x;
      return node.kind === "Slice"
        ? withNotesOf(linear(x, map.weights, map.bias), node)
        : undefined;
    }),
};
