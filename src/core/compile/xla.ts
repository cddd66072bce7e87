import type { GraphNode } from "./graph.ts";

/** Operations that stay outside XLA's clusters: what enters, and the choice of a branch. */
const left = new Set(["Placeholder", "Const", "Switch", "Merge"]);

/** Marks nodes so that TensorFlow hands them to XLA in clusters. */
export function withXla(nodes: readonly GraphNode[], scope: string): readonly GraphNode[] {
  return nodes.map((node) =>
    left.has(node.op)
      ? node
      : {
          ...node,
          attributes: {
            ...node.attributes,
            _XlaCompile: { kind: "boolean", value: true },
            _XlaScope: { kind: "string", value: scope },
          },
        },
  );
}
