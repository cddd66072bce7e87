import { linear } from "../../../language/index.ts";
import { affineOf, select, selectedRows } from "../affine.ts";
import { mapNodes, readersOf } from "../graph.ts";
import type { BranchRule } from "../rule.ts";
import { declareNonNegative, nonNegativeRows } from "../signs.ts";
import { stackRows } from "../stack-rows.ts";

/** If all readers are maps, one map has the rows of all of them, equal rows once. */
export const stackLinears: BranchRule = {
  name: "stack linears",
  apply: (graph, branch) => {
    const readers = readersOf(graph, branch);
    const maps = readers.flatMap((reader) => affineOf(reader) ?? []);
    if (maps.length < readers.length || readers.every(selectedRows)) return undefined;
    const { weights, bias, places, origins } = stackRows(maps);
    const stacked = linear(branch, weights, bias);
    const signs = readers.flatMap(nonNegativeRows);
    declareNonNegative(
      stacked,
      origins.map((row) => signs[row]!),
    );
    const parts = new Map(readers.map((reader, i) => [reader, select(stacked, places[i]!)]));
    return mapNodes(graph, (node) => parts.get(node));
  },
};
