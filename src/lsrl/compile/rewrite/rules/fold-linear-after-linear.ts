import { linear } from "../../../language/index.ts";
import { composeMaps } from "../../../network/index.ts";
import { affineOf, isMap, withNotesOf } from "../affine.ts";
import { mapNodes, readersOf } from "../graph.ts";
import type { FoldRule } from "../rule.ts";

/** `A2 (A1 x + b1) + b2` is one map, if nothing else reads the inner one. */
export const foldLinearAfterLinear: FoldRule = {
  name: "fold linear after linear",
  apply: (graph) =>
    mapNodes(graph, (node, [x]) => {
      if (!x || !isMap(node) || !isMap(x)) return undefined;
      if (readersOf(graph, node.operands[0]!).length > 1) return undefined;
      const [outer, inner] = [affineOf(node)!, affineOf(x)!];
      const { weights, bias } = composeMaps(outer, inner);
      return withNotesOf(linear(x.operands[0]!, weights, bias), node);
    }),
};
