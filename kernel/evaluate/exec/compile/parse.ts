import { type Program, parseSync, Visitor, type VisitorObject } from "oxc-parser";
import type { Language } from "./to-javascript.ts";

/** The syntax tree of a module. */
export function parse(code: string, language: Language | "js" = "js"): Program {
  return parseSync(`cell.${language}`, code, { sourceType: "module" }).program;
}

/** Calls the functions of `visitor` for each node of their type, in the order of the text. */
export function visit(program: Program, visitor: VisitorObject): void {
  new Visitor(visitor).visit(program);
}
