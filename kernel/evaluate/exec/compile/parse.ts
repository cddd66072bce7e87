import { type Node, type Program, parseSync } from "oxc-parser";
import type { Language } from "./to-javascript.ts";

/** The syntax tree of a module. */
export function parse(code: string, language: Language | "js" = "js"): Program {
  return parseSync(`cell.${language}`, code, { sourceType: "module" }).program;
}

/**
 * Calls `enter` and `leave` for a node and all below it, in the order of the text.
 *
 * The parser has a visitor of its own; on Node 22 it does not load in the thread of module hooks.
 */
export function walk(
  node: Node,
  enter: (node: Node) => void,
  leave: (node: Node) => void = () => {},
): void {
  enter(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk(child, enter, leave);
    }
  }
  leave(node);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
