import type { Program } from "oxc-parser";
import { visit } from "./parse.ts";

/** Whether a program uses syntax that some supported version of Node lacks: `using`, decorators. */
export function needsLowering(program: Program): boolean {
  let found = false;
  visit(program, {
    VariableDeclaration: ({ kind }) => {
      found ||= kind === "using" || kind === "await using";
    },
    Decorator: () => {
      found = true;
    },
    AccessorProperty: () => {
      found = true;
    },
  });
  return found;
}
