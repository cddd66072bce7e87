import type {
  BindingIdentifier,
  Class,
  Function as FunctionNode,
  Node,
  Program,
  Span,
} from "oxc-parser";
import { type Edit, inOrder, ProgramText } from "./edits.ts";
import { parse, walk } from "./parse.ts";
import { enginePrefix, withUserNames } from "./user-names.ts";

/**
 * Names of the engine's and of Node's globals; this thread has the same as the one that runs cells.
 * A variable of a cell hides a global from all code of the process, packages and the kernel included,
 * so one that is named `URL` or `Buffer` is kept under another name.
 */
const globalNames = new Set(
  Object.entries(Object.getOwnPropertyDescriptors(globalThis)).flatMap(
    ([name, { configurable }]) => (configurable ? name : []),
  ),
);

/** A function or a class with a name of its own. */
export interface Named {
  readonly id: BindingIdentifier;
  readonly node: Class | FunctionNode;
}

/** Those of them that cells have taken. */
const taken = new Set<string>();

/** Remembers what a cell that is to run declares. */
export function rememberNames(engineNames: Iterable<string>): void {
  for (const name of engineNames) if (name.startsWith(enginePrefix)) taken.add(withUserNames(name));
}

/** The names that the engine must know by another one, in a text that declares `declared`. */
export function ownNames(declared: Iterable<string>): ReadonlySet<string> {
  return new Set([...taken, ...[...declared].filter((name) => globalNames.has(name))]);
}

/** The name that stands for one of the user's. */
export function engineName(name: string, own: ReadonlySet<string>): string {
  return own.has(name) ? enginePrefix + name : name;
}

/** JavaScript that is evaluated among the cells' variables. */
export function withEngineNames(code: string): string {
  const text = new ProgramText(code, inOrder(renamingEdits(parse(code), taken)));
  text.addRange(0, code.length);
  return text.text;
}

/**
 * Renames `own` wherever a variable is named, inner ones included: their text can not tell the two.
 *
 * @param ids - Names of functions and classes that stay as they are; in a class its own does, too, for
 * its static parts run before there is a variable.
 */
export function renamingEdits(
  program: Program,
  own: ReadonlySet<string>,
  ids: readonly Named[] = [],
): Edit[] {
  const skipped = new Set<Node>(ids.map(({ id }) => id));
  const classes = ids.filter(({ node }) => node.type.startsWith("Class"));
  const isInOwnClass = (found: Span & { readonly name: string }) =>
    classes.some(
      ({ id, node }) => id.name === found.name && node.start < found.start && found.end < node.end,
    );
  const shorthand = new Set<Node>();
  const edits: Edit[] = [];
  /** The innermost first: what ends together is closed in this order, before all else. */
  const closings: Edit[] = [];
  if (own.size === 0) return edits;
  walk(program, (node) => {
    if (node.type === "Identifier") {
      const { start, end, name } = node;
      if (skipped.has(node) || !own.has(name) || isInOwnClass(node)) return;
      const text = engineName(name, own);
      edits.push({ start, end, text: shorthand.has(node) ? `${name}: ${text}` : text });
      return;
    }
    const nameless = namelessValueOf(node);
    if (nameless !== undefined && own.has(nameless.name)) {
      const { name, start, end } = nameless;
      edits.push({ start, end: start, text: `({ ${name}: `, isHidden: true });
      closings.unshift({ start: end, end, text: ` }).${name}`, isHidden: true });
    }
    for (const other of labelsOf(node)) skipped.add(other);
    if (node.type === "Property" && node.shorthand) {
      shorthand.add(node.value.type === "AssignmentPattern" ? node.value.left : node.value);
    }
  });
  return [...closings, ...edits];
}

/** A function or class that would be called as the variable it is put into. */
function namelessValueOf(node: Node): (Span & { readonly name: string }) | undefined {
  const [target, value] =
    node.type === "VariableDeclarator"
      ? [node.id, node.init]
      : node.type === "AssignmentExpression" || node.type === "AssignmentPattern"
        ? [node.left, node.right]
        : [];
  if (target?.type !== "Identifier" || !value) return undefined;
  const inner = value.type === "ParenthesizedExpression" ? value.expression : value;
  const isNameless =
    inner.type === "ArrowFunctionExpression" ||
    ((inner.type === "FunctionExpression" || inner.type === "ClassExpression") &&
      inner.id === null);
  return isNameless ? { name: target.name, start: value.start, end: value.end } : undefined;
}

/** The identifiers right below a node that name no variable. */
function labelsOf(node: Node): readonly Node[] {
  switch (node.type) {
    case "MemberExpression":
      return node.computed ? [] : [node.property];
    case "Property":
    case "MethodDefinition":
    case "PropertyDefinition":
    case "AccessorProperty":
      return node.computed ? [] : [node.key];
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
      return node.label === null ? [] : [node.label];
    case "MetaProperty":
      return [node.meta, node.property];
    default:
      return [];
  }
}
