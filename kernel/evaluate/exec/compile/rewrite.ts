import type { Function as FunctionNode, Program, Span, VariableDeclaration } from "oxc-parser";
import { type Edit, ProgramText } from "./edits.ts";
import { importStatement, reExportStatement } from "./module-syntax.ts";
import { visit } from "./parse.ts";
import { assignmentEdits, cellVariables, declaredNames } from "./variables.ts";

/** A statement of a cell. */
export type TopLevel = Program["body"][number];

/** Named functions, which are put first: they may be called above the line that declares them. */
interface Hoisted {
  readonly node: FunctionNode;
  readonly name: string;
  readonly removal: Edit;
}

/**
 * Rewrites a cell's JavaScript for REPL mode.
 *
 * REPL mode lets a script declare a `let` or `class` of an earlier one again, but no two different
 * kinds (`const` after `let`, a function after a class). So all are made `let`. That an assignment
 * to a `const` is an error is then for the type checker to say.
 *
 * @param result - The statement whose value is the cell's result, if it is an expression.
 */
export function rewrite(code: string, program: Program, result: TopLevel | undefined): ProgramText {
  const edits: Edit[] = [];
  const hoisted: Hoisted[] = [];
  for (const statement of program.body) rewriteTopLevel(statement, edits, hoisted);
  const variables = cellVariables(program);
  for (const declaration of variables) edits.push(...assignmentEdits(declaration));
  edits.push(...resultEdits(result), ...moduleExpressionEdits(program));
  const text = new ProgramText(code, inOrder(edits));
  text.add('"use strict";');
  addFunctions(text, hoisted);
  addVariables(text, variables, hoisted);
  text.addRange(0, code.length);
  return text;
}

function rewriteTopLevel(statement: TopLevel, edits: Edit[], hoisted: Hoisted[]): void {
  const { start, end } = statement;
  switch (statement.type) {
    case "ImportDeclaration":
      edits.push({ start, end, text: importStatement(statement) });
      break;
    case "ExportAllDeclaration":
      edits.push({ start, end, text: reExportStatement(statement) });
      break;
    case "ExportNamedDeclaration":
      if (statement.declaration === null) {
        edits.push({ start, end, text: reExportStatement(statement) });
      } else {
        edits.push({ start, end: statement.declaration.start, text: "" });
        rewriteTopLevel(statement.declaration, edits, hoisted);
      }
      break;
    case "ExportDefaultDeclaration":
      rewriteDefaultExport(statement.declaration, start, edits, hoisted);
      break;
    case "FunctionDeclaration":
      hoist(statement, edits, hoisted);
      break;
    case "VariableDeclaration":
      if (statement.kind === "const")
        edits.push({ start, end: start + "const".length, text: "let" });
      break;
  }
}

type DefaultExport = Extract<TopLevel, { type: "ExportDefaultDeclaration" }>["declaration"];

function rewriteDefaultExport(
  declaration: DefaultExport,
  start: number,
  edits: Edit[],
  hoisted: Hoisted[],
): void {
  edits.push({ start, end: declaration.start, text: "" });
  if (declaration.type === "FunctionDeclaration" && declaration.id !== null) {
    hoist(declaration, edits, hoisted);
  } else if (declaration.type !== "ClassDeclaration" || declaration.id === null) {
    edits.push({ start: declaration.start, end: declaration.start, text: "(" });
    edits.push({ start: declaration.end, end: declaration.end, text: ")" });
  }
}

function hoist(node: FunctionNode, edits: Edit[], hoisted: Hoisted[]): void {
  if (node.id === null) return;
  const removal = { start: node.start, end: node.end, text: "" };
  edits.push(removal);
  hoisted.push({ node, name: node.id.name, removal });
}

/** A function is anonymous in its expression, so that its own name means the newest declaration. */
function addFunctions(text: ProgramText, hoisted: readonly Hoisted[]): void {
  const removals = new Set(hoisted.map(({ removal }) => removal));
  const declared = new Set<string>();
  for (const { node, name } of hoisted) {
    text.add(declared.has(name) ? `${name} = ` : `let ${name} = `);
    text.addRange(node.start, node.id?.start ?? node.start, removals);
    text.addRange(node.id?.end ?? node.start, node.end, removals);
    text.add(";");
    declared.add(name);
  }
}

function addVariables(
  text: ProgramText,
  variables: readonly VariableDeclaration[],
  hoisted: readonly Hoisted[],
): void {
  const names = new Set(variables.flatMap(declaredNames));
  for (const { name } of hoisted) names.delete(name);
  if (names.size > 0) text.add(`let ${[...names].join(", ")};`);
}

function resultEdits(statement: TopLevel | undefined): Edit[] {
  const expression = resultExpression(statement);
  if (expression === undefined) return [];
  const { start, end } = expression;
  return [
    { start, end: start, text: "__triptych.result(" },
    { start: end, end, text: ")" },
  ];
}

function resultExpression(statement: TopLevel | undefined): Span | undefined {
  if (statement?.type === "ExpressionStatement") return statement.expression;
  if (statement?.type !== "ExportDefaultDeclaration") return undefined;
  const { declaration } = statement;
  const isDeclaration =
    declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration";
  return isDeclaration ? undefined : declaration;
}

/** `import(...)` and `import.meta` do not work in an evaluated script. */
function moduleExpressionEdits(program: Program): Edit[] {
  const edits: Edit[] = [];
  visit(program, {
    ImportExpression: ({ start }) => {
      edits.push({ start, end: start + "import".length, text: "__triptych.import" });
    },
    MetaProperty: ({ start, end, meta }) => {
      if (meta.name === "import") edits.push({ start, end, text: "__triptych.meta" });
    },
  });
  return edits;
}

/** By start; those that start together stay in the order they were made. */
function inOrder(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((a, b) => a.start - b.start);
}
