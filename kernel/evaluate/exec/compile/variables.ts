import type { BindingPattern, Node, Program, VariableDeclaration } from "oxc-parser";
import type { Edit } from "./edits.ts";
import { walk } from "./parse.ts";

/** The declarations that belong to the cell itself: its `let` and `const`, and every `var` not in a function. */
export function cellVariables(program: Program): VariableDeclaration[] {
  const topLevel = new Set(
    program.body.flatMap((statement) => {
      const inner = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
      return inner?.type === "VariableDeclaration" ? inner : [];
    }),
  );
  const found: VariableDeclaration[] = [];
  let depth = 0;
  walk(
    program,
    (node) => {
      if (hasOwnVariables(node)) depth += 1;
      if (node.type !== "VariableDeclaration") return;
      if (topLevel.has(node) || (depth === 0 && node.kind === "var")) found.push(node);
    },
    (node) => {
      if (hasOwnVariables(node)) depth -= 1;
    },
  );
  return found;
}

/** Whether a `var` inside the node stays inside. */
function hasOwnVariables({ type }: Node): boolean {
  return (
    type === "FunctionDeclaration" ||
    type === "FunctionExpression" ||
    type === "ArrowFunctionExpression" ||
    type === "StaticBlock"
  );
}

/** The edits that make a declaration an assignment; its names are declared elsewhere. */
export function assignmentEdits(declaration: VariableDeclaration): Edit[] {
  const first = declaration.declarations[0];
  const edits: Edit[] = [
    { start: declaration.start, end: first?.start ?? declaration.end, text: "" },
  ];
  for (const { id, init, start, end } of declaration.declarations) {
    // A statement that begins with `{` would be a block.
    if (id.type !== "ObjectPattern" || init === null) continue;
    edits.push({ start, end: start, text: "(" }, { start: end, end, text: ")" });
  }
  return edits;
}

/** The names that a declaration binds. */
export function declaredNames({ declarations }: VariableDeclaration): string[] {
  return declarations.flatMap(({ id }) => boundNames(id));
}

function boundNames(pattern: BindingPattern): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "AssignmentPattern":
      return boundNames(pattern.left);
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => {
        if (element === null) return [];
        return boundNames(element.type === "RestElement" ? element.argument : element);
      });
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        boundNames(property.type === "RestElement" ? property.argument : property.value),
      );
  }
}
