import { linear } from "../../../language/index.ts";
import { range, selectionMatrix, withNotesOf } from "../affine.ts";
import { mapNodes } from "../graph.ts";
import type { FoldRule } from "../rule.ts";

/** A `Concat` that lists one node only, once or more often, is a map of stacked identities. */
export const foldConcatOfCopies: FoldRule = {
  name: "fold concat of copies",
  apply: (graph) =>
    mapNodes(graph, (node, [x, ...others]) => {
      if (node.kind !== "Concat" || !x || others.some((other) => other !== x)) return undefined;
      const rows = [x, ...others].flatMap(() => range(0, x.dim));
      return withNotesOf(linear(x, selectionMatrix(x.dim, rows)), node);
    }),
};
