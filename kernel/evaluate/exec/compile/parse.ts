import type { Program, VisitorObject } from "oxc-parser";
import type { Language } from "./to-javascript.ts";
import { oxcParser } from "./tools.ts";

/** The syntax tree of a module. */
export function parse(code: string, language: Language | "js" = "js"): Program {
  return oxcParser().parseSync(`cell.${language}`, code, { sourceType: "module" }).program;
}

/** Calls the functions of `visitor` for each node of their type, in the order of the text. */
export function visit(program: Program, visitor: VisitorObject): void {
  const { Visitor } = oxcParser();
  new Visitor(visitor).visit(program);
}
