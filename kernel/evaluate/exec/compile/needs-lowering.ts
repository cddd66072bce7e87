import type { Node, Program } from "oxc-parser";
import { walk } from "./parse.ts";

/** Whether a program uses syntax that some supported version of Node lacks: `using`, decorators. */
export function needsLowering(program: Program): boolean {
  let found = false;
  walk(program, (node) => {
    found ||= isNew(node);
  });
  return found;
}

function isNew(node: Node): boolean {
  if (node.type === "VariableDeclaration") return node.kind.endsWith("using");
  return node.type === "Decorator" || node.type === "AccessorProperty";
}
