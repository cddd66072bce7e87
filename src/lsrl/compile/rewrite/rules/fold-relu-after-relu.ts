import { mapNodes } from "../graph.ts";
import type { FoldRule } from "../rule.ts";

/** `R(R(x))` is `R(x)`. */
export const foldReluAfterRelu: FoldRule = {
  name: "fold relu after relu",
  apply: (graph) =>
    mapNodes(graph, (node, [x]) => (node.kind === "ReLU" && x?.kind === "ReLU" ? x : undefined)),
};
