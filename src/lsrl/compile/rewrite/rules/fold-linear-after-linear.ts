import { linear } from "../../../language/index.ts";
import { affineOf, composeMaps, withNotesOf } from "../affine.ts";
import { mapNodes, readersOf } from "../graph.ts";
import type { FoldRule } from "../rule.ts";

/** `A2 (A1 x + b1) + b2` is one map, if nothing else reads the inner one. */
export const foldLinearAfterLinear: FoldRule = {
  name: "fold linear after linear",
  apply: (graph) =>
    mapNodes(graph, (node, [x]) => {
      const outer = affineOf(node);
      const inner = x && affineOf(x);
      if (!outer || !inner || readersOf(graph, node.operands[0]!).length > 1) return undefined;
      const { weights, bias } = composeMaps(outer, inner);
      return withNotesOf(linear(x.operands[0]!, weights, bias), node);
    }),
};
