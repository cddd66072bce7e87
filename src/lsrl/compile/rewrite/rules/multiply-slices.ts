import type { Node } from "../../../language/index.ts";
import { select, selectedRows } from "../affine.ts";
import { carryPastProducts } from "../carry.ts";
import { mapNodes, readersOf } from "../graph.ts";
import type { BranchRule } from "../rule.ts";

/** If all readers are slices and products read some, one product makes these and hands on the rest. */
export const multiplySlices: BranchRule = {
  name: "multiply slices",
  apply: (graph, branch) => {
    const slices = readersOf(graph, branch);
    const rows = slices.flatMap((slice) => {
      const selected = selectedRows(slice);
      return selected === undefined ? [] : [selected];
    });
    if (rows.length < slices.length) return undefined;
    const multiplied: Node[] = [];
    const factors: (readonly number[])[] = [];
    const kept = new Set<number>();
    slices.forEach((slice, i) => {
      for (const reader of readersOf(graph, slice)) {
        if (reader.kind === "Multiplicative") {
          multiplied.push(reader);
          factors.push(rows[i]!);
        } else for (const row of rows[i]!) kept.add(row);
      }
    });
    if (multiplied.length === 0) return undefined;
    const carriedRows = [...kept].sort((a, b) => a - b);
    const { products, carried } = carryPastProducts(branch, factors, carriedRows);
    return mapNodes(graph, (node) => {
      const product = multiplied.indexOf(node);
      if (product >= 0) return products[product];
      const slice = slices.indexOf(node);
      if (slice < 0 || !rows[slice]!.every((row) => kept.has(row))) return undefined;
      return select(
        carried,
        rows[slice]!.map((row) => carriedRows.indexOf(row)),
      );
    });
  },
};
