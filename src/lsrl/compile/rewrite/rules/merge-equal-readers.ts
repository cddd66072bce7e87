import { mapNodes, readersOf } from "../graph.ts";
import type { BranchRule } from "../rule.ts";

/** If all readers of the branch are ReLUs, or all are products, they are equal: one is kept. */
export const mergeEqualReaders: BranchRule = {
  name: "merge equal readers",
  apply: (graph, branch) => {
    const readers = readersOf(graph, branch);
    const [kept] = readers;
    const fits = (["ReLU", "Multiplicative"] as const).some((kind) =>
      readers.every((reader) => reader.kind === kind),
    );
    if (!fits) return undefined;
    return mapNodes(graph, (node) => (readers.includes(node) ? kept : undefined));
  },
};
