import { linState } from "../../../language/index.ts";
import { composeMaps } from "../../../network/index.ts";
import { affineOf, withNotesOf } from "../affine.ts";
import { mapNodes } from "../graph.ts";
import type { FoldRule } from "../rule.ts";

/** A map before a state goes into its `B` and `bias`, whatever else reads the map. */
export const foldLinearIntoState: FoldRule = {
  name: "fold linear into state",
  apply: (graph) =>
    mapNodes(graph, (node, [x]) => {
      const { operation } = node;
      const inner = x && affineOf(x);
      if (operation.kind !== "LinState" || !inner) return undefined;
      const drift = composeMaps({ weights: operation.B, bias: operation.bias }, inner);
      const recurrence = { ...operation, B: drift.weights, bias: drift.bias };
      return withNotesOf(linState(x.operands[0]!, recurrence), node);
    }),
};
