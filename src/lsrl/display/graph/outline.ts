import type { Node } from "../../language/node.ts";
import type { Program } from "../../language/program.ts";
import { nodeDetails, operationText } from "./node-text.ts";
import type { Vertex } from "./vertex.ts";

type Nodes = Pick<Program, "nodes" | "sink">;

/** One box for each node. */
export function everyNode({ nodes }: Nodes): readonly Vertex[] {
  const place = new Map(nodes.map((node, i) => [node, i] as const));
  return nodes.map((node) => ({
    kind: node.kind,
    name: node.label,
    text: operationText(node),
    dim: node.dim,
    details: nodeDetails(node),
    inputs: node.operands.map((operand) => place.get(operand)!),
    numNodes: 1,
  }));
}

/** One box for each named node and each state; the nodes between them only make the lines. */
export function outline({ nodes, sink }: Nodes): readonly Vertex[] {
  const isShown = (node: Node) =>
    node === sink || node.label !== undefined || ["Input", "LinState"].includes(node.kind);
  const order = nodes.filter(isShown);
  const place = new Map(order.map((node, i) => [node, i] as const));
  return order.map((node): Vertex => {
    const { reads, numHidden } = shownOperands(node, isShown);
    const numNodes = numHidden + 1;
    const names = reads.map((read) => read.label ?? read.kind).join(", ");
    return {
      kind: node.kind,
      name: node.label,
      text: numHidden === 0 ? operationText(node) : `${numNodes} nodes`,
      dim: node.dim,
      details: `${nodeDetails(node)}\nmade of ${numNodes} nodes${names === "" ? "" : `, of ${names}`}`,
      inputs: reads.map((read) => place.get(read)!).sort((a, b) => a - b),
      numNodes,
    };
  });
}

/** The nearest shown nodes that a node depends on, and how many nodes lie between. */
function shownOperands(node: Node, isShown: (node: Node) => boolean) {
  const seen = new Set<Node>();
  const reads: Node[] = [];
  const stack = [...node.operands];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (isShown(next)) reads.push(next);
    else stack.push(...next.operands);
  }
  return { reads, numHidden: seen.size - reads.length };
}
