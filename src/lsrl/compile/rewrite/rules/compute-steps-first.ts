import { Node, relu } from "../../../language/index.ts";
import { affineOf, withNotesOf } from "../affine.ts";
import { mapNodes, withOperands } from "../graph.ts";
import type { FoldRule } from "../rule.ts";

/**
 * The value of a step function goes through a ReLU of its own if a constant of the step rounds, as
 * `1 / 1000` does: what reads it then multiplies the value, not the two large numbers that it is the
 * difference of. Ours.
 */
export const computeStepsFirst: FoldRule = {
  name: "compute steps first",
  apply: (graph) =>
    mapNodes(graph, (node, operands) => {
      const map = affineOf(node);
      const isStep =
        map?.weights.values.some((value) => value < 0) && (node.bounds?.min ?? -1) >= 0;
      if (!isStep || !operands.some(readsRoundedRelu)) return undefined;
      const difference = new Node(withOperands(node, operands).operation, node.dim);
      return withNotesOf(relu(difference), node);
    }),
};

/** Whether a ReLU of a sum with a constant that is no short binary fraction is read by maps alone. */
function readsRoundedRelu(node: Node): boolean {
  const [x] = node.operands;
  if (node.kind !== "ReLU") {
    return (
      (node.kind === "Concat" || affineOf(node) !== undefined) &&
      node.operands.some(readsRoundedRelu)
    );
  }
  const bias = x && affineOf(x)?.bias;
  return bias?.some((value) => !Number.isSafeInteger(value * 2 ** 30)) ?? false;
}
