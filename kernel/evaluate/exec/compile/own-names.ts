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

const prefix = "__own_";

/** A function or a class with a name of its own. */
export interface Named {
  readonly id: BindingIdentifier;
  readonly node: Class | FunctionNode;
}

/** Those of them that cells have taken. */
const taken = new Set<string>();

/** Remembers what a cell that is to run declares. */
export function rememberNames(engineNames: Iterable<string>): void {
  for (const name of engineNames) if (name.startsWith(prefix)) taken.add(userName(name));
}

/** The names that the engine must know by another one, in a text that declares `declared`. */
export function ownNames(declared: Iterable<string>): ReadonlySet<string> {
  return new Set([...taken, ...[...declared].filter((name) => globalNames.has(name))]);
}

/** The name that stands for one of the user's. */
export function engineName(name: string, own: ReadonlySet<string>): string {
  return own.has(name) ? prefix + name : name;
}

/** The user's name for a variable. */
export function userName(name: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
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
  if (own.size === 0) return edits;
  walk(program, (node) => {
    if (node.type === "Identifier") {
      const { start, end, name } = node;
      if (skipped.has(node) || !own.has(name) || isInOwnClass(node)) return;
      const text = engineName(name, own);
      edits.push({ start, end, text: shorthand.has(node) ? `${name}: ${text}` : text });
      return;
    }
    for (const other of labelsOf(node)) skipped.add(other);
    if (node.type === "Property" && node.shorthand) {
      shorthand.add(node.value.type === "AssignmentPattern" ? node.value.left : node.value);
    }
  });
  return edits;
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
