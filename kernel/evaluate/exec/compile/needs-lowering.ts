import { type Program, Visitor } from "oxc-parser";

/** Whether a program uses syntax that some supported version of Node lacks: `using`, decorators. */
export function needsLowering(program: Program): boolean {
  let found = false;
  const visitor = new Visitor({
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
  visitor.visit(program);
  return found;
}
