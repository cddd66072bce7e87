import { type Program, parseSync } from "oxc-parser";
import type { Language } from "./to-javascript.ts";

/** The syntax tree of a module. */
export function parse(code: string, language: Language | "js" = "js"): Program {
  return parseSync(`cell.${language}`, code, { sourceType: "module" }).program;
}
