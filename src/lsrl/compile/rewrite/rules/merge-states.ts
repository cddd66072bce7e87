import { linState } from "../../../language/index.ts";
import { SparseMatrix } from "../../../matrix.ts";
import { range, select, withNotesOf } from "../affine.ts";
import { mapNodes, readersOf } from "../graph.ts";
import type { BranchRule } from "../rule.ts";
import { declareNonNegative, nonNegativeRows } from "../signs.ts";

/** If all readers are states, one state with their transitions on its diagonal holds them all. */
export const mergeStates: BranchRule = {
  name: "merge states",
  apply: (graph, branch) => {
    const readers = readersOf(graph, branch);
    const states = readers.flatMap(({ operation }) =>
      operation.kind === "LinState" ? [operation] : [],
    );
    if (states.length < readers.length) return undefined;
    const merged = linState(branch, {
      A: SparseMatrix.blockDiagonal(states.map(({ A }) => A)),
      B: SparseMatrix.stack(states.map(({ B }) => B)),
      initState: states.flatMap(({ initState }) => Array.from(initState)),
      bias: states.flatMap(({ bias }) => Array.from(bias)),
    });
    declareNonNegative(merged, readers.flatMap(nonNegativeRows));
    let start = 0;
    const parts = new Map(
      readers.map((reader) => {
        const rows = range(start, start + reader.dim);
        start += reader.dim;
        return [reader, withNotesOf(select(merged, rows), reader)];
      }),
    );
    return mapNodes(graph, (node) => parts.get(node));
  },
};
