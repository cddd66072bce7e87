import { createRequire } from "node:module";
import type { Node, ParseResult, Program } from "oxc-parser";
import type { Language } from "./to-javascript.ts";

const require = createRequire(import.meta.url);
let parser: typeof import("oxc-parser") | undefined;

/** The syntax tree of a module. */
export function parse(code: string, language: Language | "js" = "js"): Program {
  return parseModule(`cell.${language}`, code).program;
}

/**
 * A module's syntax tree, imports and errors.
 * @param name - Its extension tells the language.
 */
export function parseModule(name: string, code: string): ParseResult {
  // Loaded with the first text: it would delay the start.
  parser ??= loadParser();
  return parser.parseSync(name, code, { sourceType: "module" });
}

function loadParser(): typeof import("oxc-parser") {
  return require("oxc-parser");
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
