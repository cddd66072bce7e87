import type { Node } from "../../language/index.ts";
import type { Graph } from "./graph.ts";

/** A rule that may fit anywhere. */
export interface FoldRule {
  readonly name: string;
  /** Applies the rule wherever it fits; returns `graph` itself where that is nowhere. */
  readonly apply: (graph: Graph) => Graph;
}

/** A rule for the first node that more than one node reads. */
export interface BranchRule {
  readonly name: string;
  /** `undefined` if the readers of `branch` are not of the kinds that the rule is for. */
  readonly apply: (graph: Graph, branch: Node) => Graph | undefined;
}
