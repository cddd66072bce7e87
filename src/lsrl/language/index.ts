export {
  concat,
  type InputOptions,
  input,
  type LinStateOptions,
  linear,
  linState,
  multiplicative,
  relu,
  type VectorLike,
} from "./build.ts";
export { nodeName, pathTo, topologicalOrder } from "./graph.ts";
export { hull, intersect, productBounds, reluBounds, scaleBounds, unbounded } from "./interval.ts";
export { type Bounds, Node, type NodeKind, type Operation } from "./node.ts";
export { forEach, type NodeTrace, Program, type ProgramSize, type RunOptions } from "./program.ts";
export type { Token } from "./sequence.ts";
