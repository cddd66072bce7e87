import type { Node } from "../../../language/index.ts";
import { selectedRows } from "../affine.ts";

/** Of each node, the coordinates it picks of its operand; `undefined` unless all are slices. */
export function slicesOf(nodes: readonly Node[]): ReadonlyMap<Node, readonly number[]> | undefined {
  const slices = new Map<Node, readonly number[]>();
  for (const node of nodes) {
    const rows = selectedRows(node);
    if (rows === undefined) return undefined;
    slices.set(node, rows);
  }
  return slices;
}
