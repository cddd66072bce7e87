import type { Node } from "../../../language/index.ts";
import { mapNodes, readersOf } from "../graph.ts";
import type { BranchRule } from "../rule.ts";
import { multiplyAndCarry } from "./multiply-and-carry.ts";
import { slicesOf } from "./slices-of.ts";

/** If all readers are slices and products read some, one product makes these and hands on the rest. */
export const multiplySlices: BranchRule = {
  name: "multiply slices",
  apply: (graph, branch) => {
    const slices = slicesOf(readersOf(graph, branch));
    if (slices === undefined) return undefined;
    const multiplied: Node[] = [];
    const factors: (readonly number[])[] = [];
    const kept = new Map<Node, readonly number[]>();
    for (const [slice, rows] of slices) {
      for (const reader of readersOf(graph, slice)) {
        if (reader.kind === "Multiplicative") {
          multiplied.push(reader);
          factors.push(rows);
        } else kept.set(slice, rows);
      }
    }
    if (multiplied.length === 0) return undefined;
    const carried = [...new Set([...kept.values()].flat())].sort((a, b) => a - b);
    const { products, entries } = multiplyAndCarry(branch, factors, carried);
    return mapNodes(graph, (node) => {
      const rows = kept.get(node);
      return rows === undefined ? products[multiplied.indexOf(node)] : entries(rows);
    });
  },
};
