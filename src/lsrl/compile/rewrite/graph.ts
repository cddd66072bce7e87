import { Node, topologicalOrder } from "../../language/index.ts";
import { inheritSigns } from "./signs.ts";

/** A program while it is rewritten. Nodes never change: a rewritten graph shares the untouched ones. */
export interface Graph {
  readonly sink: Node;
  /** All nodes, each after its operands. */
  readonly nodes: readonly Node[];
  /** The nodes that read a node, each once, in topological order. */
  readonly readers: ReadonlyMap<Node, readonly Node[]>;
}

/** The graph that ends in `sink`. */
export function graphOf(sink: Node): Graph {
  const nodes = topologicalOrder(sink);
  const readers = new Map<Node, Node[]>(nodes.map((node) => [node, []]));
  for (const node of nodes) {
    for (const operand of new Set(node.operands)) readers.get(operand)!.push(node);
  }
  return { sink, nodes, readers };
}

/** The nodes that read `node`. */
export function readersOf({ readers }: Graph, node: Node): readonly Node[] {
  return readers.get(node) ?? [];
}

/** The first node that more than one node reads; all before it is a path. */
export function firstBranch(graph: Graph): Node | undefined {
  return graph.nodes.find((node) => readersOf(graph, node).length > 1);
}

/** Gives a node of the same value for `node`, or `undefined` to keep it; `operands` are the new ones. */
type NodeChange = (node: Node, operands: readonly Node[]) => Node | undefined;

/** Changes nodes from the input to the output; returns `graph` itself if none is changed. */
export function mapNodes(graph: Graph, change: NodeChange): Graph {
  const changed = new Map<Node, Node>();
  for (const node of graph.nodes) {
    const operands = node.operands.map((operand) => changed.get(operand)!);
    const rebuilt = change(node, operands) ?? withOperands(node, operands);
    if (rebuilt !== node) inheritSigns(rebuilt, node);
    changed.set(node, rebuilt);
  }
  const sink = changed.get(graph.sink)!;
  return sink === graph.sink ? graph : graphOf(sink);
}

/** `node` reading other operands. */
export function withOperands(node: Node, operands: readonly Node[]): Node {
  const { operation, dim, notes } = node;
  if (operation.kind === "Input" || operands.every((x, i) => x === node.operands[i])) return node;
  return operation.kind === "Concat"
    ? new Node({ kind: "Concat", xs: operands }, dim, notes)
    : new Node({ ...operation, x: operands[0]! }, dim, notes);
}

/** `node` reading `operands`, but `other` in the place of `operand`. */
export function withOperand(
  node: Node,
  operands: readonly Node[],
  operand: Node,
  other: Node,
): Node {
  return withOperands(
    node,
    operands.map((x) => (x === operand ? other : x)),
  );
}
