import type { Class, Function as FunctionNode, Program, Span } from "oxc-parser";
import { type Edit, ProgramText } from "./edits.ts";
import { importedNames, importStatement, reExportStatement } from "./module-syntax.ts";
import { walk } from "./parse.ts";
import { assignmentEdits, cellVariables, declaredNames } from "./variables.ts";

/** A statement of a cell. */
export type TopLevel = Program["body"][number];

/** A cell's JavaScript, ready to be evaluated. */
export interface Rewritten {
  /** The names that the cell declares; they must be declared before its text is evaluated. */
  readonly names: readonly string[];
  readonly text: ProgramText;
}

/** Functions come first: they may be called above the line that declares them. */
interface Hoisted {
  readonly node: FunctionNode;
  readonly name: string;
  readonly removal: Edit;
}

/** What the statements of a cell become, collected one by one. */
interface Draft {
  readonly edits: Edit[];
  readonly names: Set<string>;
  readonly hoisted: Hoisted[];
}

/**
 * Rewrites a cell's JavaScript as a call of `__triptych.run` with an async function.
 *
 * Every top-level declaration becomes an assignment to a name that is declared apart, as a `let`: so
 * each may be declared again, in any kind, and keeps what it has if the cell fails later. That an
 * assignment to a `const` is an error is for the type checker to say.
 *
 * @param result - The statement whose value is the cell's result, if it is an expression.
 */
export function rewrite(code: string, program: Program, result: TopLevel | undefined): Rewritten {
  const draft: Draft = { edits: [], names: new Set(), hoisted: [] };
  for (const statement of program.body) rewriteTopLevel(statement, draft);
  for (const declaration of cellVariables(program)) {
    draft.edits.push(...assignmentEdits(declaration));
    for (const name of declaredNames(declaration)) draft.names.add(name);
  }
  draft.edits.push(...resultEdits(result), ...moduleExpressionEdits(program));
  const text = new ProgramText(code, inOrder(draft.edits));
  text.add('"use strict";__triptych.run(async (__result) => {');
  addFunctions(text, draft.hoisted);
  text.addRange(0, code.length);
  text.add("\n})");
  return { names: [...draft.names], text };
}

function rewriteTopLevel(statement: TopLevel, draft: Draft): void {
  const { start, end } = statement;
  const { edits, names } = draft;
  switch (statement.type) {
    case "ImportDeclaration":
      edits.push({ start, end, text: importStatement(statement) });
      for (const name of importedNames(statement)) names.add(name);
      break;
    case "ExportAllDeclaration":
      edits.push({ start, end, text: reExportStatement(statement) });
      break;
    case "ExportNamedDeclaration":
      if (statement.declaration === null) {
        edits.push({ start, end, text: reExportStatement(statement) });
      } else {
        edits.push({ start, end: statement.declaration.start, text: "" });
        rewriteTopLevel(statement.declaration, draft);
      }
      break;
    case "ExportDefaultDeclaration":
      rewriteDefaultExport(statement.declaration, start, draft);
      break;
    case "FunctionDeclaration":
      rewriteFunction(statement, draft);
      break;
    case "ClassDeclaration":
      rewriteClass(statement, draft);
      break;
  }
}

type DefaultExport = Extract<TopLevel, { type: "ExportDefaultDeclaration" }>["declaration"];

function rewriteDefaultExport(declaration: DefaultExport, start: number, draft: Draft): void {
  draft.edits.push({ start, end: declaration.start, text: "" });
  if (declaration.type === "FunctionDeclaration" && declaration.id !== null) {
    rewriteFunction(declaration, draft);
  } else if (declaration.type === "ClassDeclaration" && declaration.id !== null) {
    rewriteClass(declaration, draft);
  } else {
    draft.edits.push(...wrapped(declaration, "(", ")"));
  }
}

function rewriteFunction(node: FunctionNode, { edits, names, hoisted }: Draft): void {
  if (node.id === null) return;
  const removal = { start: node.start, end: node.end, text: "" };
  edits.push(removal);
  names.add(node.id.name);
  hoisted.push({ node, name: node.id.name, removal });
}

function rewriteClass({ id, start, end }: Class, { edits, names }: Draft): void {
  if (id === null) return;
  names.add(id.name);
  edits.push({ start, end: start, text: `${id.name} = ` }, { start: end, end, text: ";" });
}

/** A function is anonymous in its expression, so that its own name means the newest declaration. */
function addFunctions(text: ProgramText, hoisted: readonly Hoisted[]): void {
  const removals = new Set(hoisted.map(({ removal }) => removal));
  for (const { node, name } of hoisted) {
    text.add(`${name} = `);
    text.addRange(node.start, node.id?.start ?? node.start, removals);
    text.addRange(node.id?.end ?? node.start, node.end, removals);
    text.add(";");
  }
}

function resultEdits(statement: TopLevel | undefined): Edit[] {
  const expression = resultExpression(statement);
  // The inner parentheses are for `a, b`.
  return expression === undefined ? [] : wrapped(expression, "__result((", "))");
}

function resultExpression(statement: TopLevel | undefined): Span | undefined {
  if (statement?.type === "ExpressionStatement") return statement.expression;
  if (statement?.type !== "ExportDefaultDeclaration") return undefined;
  const { declaration } = statement;
  const isDeclaration =
    declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration";
  return isDeclaration ? undefined : declaration;
}

function wrapped({ start, end }: Span, opening: string, closing: string): Edit[] {
  return [
    { start, end: start, text: opening, isHidden: true },
    { start: end, end, text: closing, isHidden: true },
  ];
}

/** `import(...)` and `import.meta` do not work in an evaluated script. */
function moduleExpressionEdits(program: Program): Edit[] {
  const edits: Edit[] = [];
  walk(program, (node) => {
    const { start, end } = node;
    if (node.type === "ImportExpression") {
      edits.push({ start, end: start + "import".length, text: "__triptych.import" });
    } else if (node.type === "MetaProperty" && node.meta.name === "import") {
      edits.push({ start, end, text: "__triptych.meta" });
    }
  });
  return edits;
}

/** By start; those that start together stay in the order they were made. */
function inOrder(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((a, b) => a.start - b.start);
}
