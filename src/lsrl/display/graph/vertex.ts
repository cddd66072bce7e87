import type { NodeKind } from "../../language/node.ts";

/** A box of the picture: one node, or several that together are one operation. */
export interface Vertex {
  readonly kind: NodeKind;
  /** The label of the node, where it has one. */
  readonly name: string | undefined;
  /** What it computes, in a few letters. */
  readonly text: string;
  readonly dim: number;
  /** What the pointer shows. */
  readonly details: string;
  /** Places of the boxes it reads in the list of all boxes, in order; repeated where it reads twice. */
  readonly inputs: readonly number[];
  /** How many nodes of the program it stands for. */
  readonly numNodes: number;
}
