import { CompileError } from "../../core/errors.ts";
import type { Node } from "./node.ts";

/**
 * All nodes that `sink` depends on, itself last, each after its operands; operands are visited in
 * order, so equal programs give equal orders.
 *
 * @throws {CompileError} If a node depends on itself.
 */
export function topologicalOrder(sink: Node): readonly Node[] {
  const order: Node[] = [];
  const isDone = new Map<Node, boolean>();
  // An explicit stack: programs may be deeper than the call stack.
  const stack: { readonly node: Node; next: number }[] = [];
  const enter = (node: Node) => {
    isDone.set(node, false);
    stack.push({ node, next: 0 });
  };
  enter(sink);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const operand = top.node.operands[top.next];
    top.next += 1;
    if (operand === undefined) {
      isDone.set(top.node, true);
      order.push(top.node);
      stack.pop();
    } else if (!isDone.has(operand)) {
      enter(operand);
    } else if (!isDone.get(operand)) {
      const cycle = stack.slice(stack.findIndex(({ node }) => node === operand));
      const path = [...cycle.map(({ node }) => nodeName(node)), nodeName(operand)].join(" <- ");
      throw new CompileError(
        `forEach: a program must be free of cycles, got ${path}. A state may depend on itself only through the A of its linState.`,
        path,
      );
    }
  }
  return order;
}

/** What a message calls a node: its label, else its kind. */
export function nodeName({ kind, label }: Node): string {
  return label ?? kind;
}

/** The way from `sink` to `target`, e.g. `"Linear <- ReLU <- sum"`; empty if there is none. */
export function pathTo(sink: Node, target: Node): string {
  const readers = new Map<Node, Node>();
  const reached = new Set([sink]);
  for (const node of reached) {
    for (const operand of node.operands) {
      if (reached.has(operand)) continue;
      readers.set(operand, node);
      reached.add(operand);
    }
  }
  if (!reached.has(target)) return "";
  const path: string[] = [];
  for (let node: Node | undefined = target; node !== undefined; node = readers.get(node)) {
    path.unshift(nodeName(node));
  }
  return path.join(" <- ");
}
