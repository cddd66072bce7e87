import type { Class, Function as FunctionNode, Program, Span } from "oxc-parser";
import { type Edit, inOrder, ProgramText } from "./edits.ts";
import { importedNames, importStatement, reExportStatement } from "./module-syntax.ts";
import { engineName, type Named, ownNames, renamingEdits } from "./own-names.ts";
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
  /** Names that the engine must know by another one. */
  readonly own: ReadonlySet<string>;
  readonly edits: Edit[];
  readonly names: Set<string>;
  readonly hoisted: Hoisted[];
  readonly named: Named[];
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
  const plain = draftOf(program, new Set());
  const own = ownNames(plain.names);
  const { edits, names, hoisted, named } = own.size === 0 ? plain : draftOf(program, own);
  const inner = [...renamingEdits(program, own, named), ...moduleExpressionEdits(program)];
  const text = new ProgramText(code, inOrder([...inner, ...edits, ...resultEdits(result)]));
  text.add('"use strict";__triptych.run(async (__result) => {');
  addFunctions(text, hoisted, own);
  text.addRange(0, code.length);
  text.add("\n})");
  return { names: [...names].map((name) => engineName(name, own)), text };
}

function draftOf(program: Program, own: ReadonlySet<string>): Draft {
  const draft: Draft = { own, edits: [], names: new Set(), hoisted: [], named: [] };
  for (const statement of program.body) rewriteTopLevel(statement, draft);
  for (const declaration of cellVariables(program)) {
    draft.edits.push(...assignmentEdits(declaration));
    for (const name of declaredNames(declaration)) draft.names.add(name);
  }
  return draft;
}

function rewriteTopLevel(statement: TopLevel, draft: Draft): void {
  const { start, end } = statement;
  const { own, edits, names } = draft;
  switch (statement.type) {
    case "ImportDeclaration":
      edits.push({ start, end, text: importStatement(statement, (name) => engineName(name, own)) });
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

function rewriteFunction(node: FunctionNode, { edits, names, hoisted, named }: Draft): void {
  if (node.id === null) return;
  const removal = { start: node.start, end: node.end, text: "" };
  edits.push(removal);
  names.add(node.id.name);
  named.push({ id: node.id, node });
  hoisted.push({ node, name: node.id.name, removal });
}

function rewriteClass(node: Class, { own, edits, names, named }: Draft): void {
  const { id, start, end } = node;
  if (id === null) return;
  names.add(id.name);
  named.push({ id, node });
  const variable = engineName(id.name, own);
  edits.push({ start, end: start, text: `${variable} = ` }, { start: end, end, text: ";" });
}

/**
 * A function is anonymous in its expression, so that its own name means the newest declaration; one
 * whose variable has another name keeps its own, which its text does not use.
 */
function addFunctions(
  text: ProgramText,
  hoisted: readonly Hoisted[],
  own: ReadonlySet<string>,
): void {
  const removals = new Set(hoisted.map(({ removal }) => removal));
  for (const { node, name } of hoisted) {
    text.add(`${engineName(name, own)} = `);
    const { start = node.start, end = node.start } = node.id ?? {};
    text.addRange(node.start, own.has(name) ? end : start, removals);
    text.addRange(end, node.end, removals);
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
