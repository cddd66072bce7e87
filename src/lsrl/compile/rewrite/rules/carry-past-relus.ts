import type { Node } from "../../../language/index.ts";
import { affineOf } from "../affine.ts";
import { carryMapPastRelu, carryPastRelu } from "../carry.ts";
import { type Graph, mapNodes, readersOf, withOperands } from "../graph.ts";
import type { BranchRule } from "../rule.ts";

/**
 * If some readers are ReLUs, every `Concat`, and every map that does not lead to one ReLU alone, reads
 * the branch by way of a ReLU.
 */
export const carryPastRelus: BranchRule = {
  name: "carry past relus",
  apply: (graph, branch) => {
    const readers = readersOf(graph, branch);
    const isBeside = (node: Node) =>
      readers.includes(node) && node.kind !== "ReLU" && !leadsToOneRelu(graph, node);
    if (!readers.some(({ kind }) => kind === "ReLU") || !readers.some(isBeside)) return undefined;
    const carried = carryPastRelu(branch);
    return mapNodes(graph, (node, operands) => {
      if (!isBeside(node)) return undefined;
      return affineOf(node) === undefined
        ? withOperands(
            node,
            operands.map((x) => (x === branch ? carried : x)),
          )
        : carryMapPastRelu(node);
    });
  },
};

function leadsToOneRelu(graph: Graph, node: Node): boolean {
  const [reader, other] = readersOf(graph, node);
  return affineOf(node) !== undefined && reader?.kind === "ReLU" && other === undefined;
}
