import type { OxcError } from "oxc-parser";
import { parseModule } from "./exec/compile/parse.ts";
import type { Completeness } from "./types.ts";

const indentUnit = "  ";

/** Errors whose place is the last word rather than the end of the text: more text would mend them. */
const mendedByMore =
  /^(Identifier expected after|Missing initializer|Missing catch or finally|Using declarations must|The only valid property accesses on import|Dynamic imports can only accept)/;

/** What a line ends with when the next one belongs a step deeper. */
const opensBlock = /(?:[{[(]|=>|[=+\-*/%&|^?<:,]|\b(?:else|do|return|extends))$/;
const headsStatement =
  /^\s*(?:(?:\}\s*else\s+)?(?:if|for|while)\b.*\)|(?:async\s+)?function\b[^{}]*)$/;

/**
 * Whether `code` is a whole cell, may become one when the user types on, or never can.
 * @param code - TypeScript as typed so far, top-level `await` allowed.
 * @returns `incomplete` with the indentation of the next line, or `complete` or `invalid`.
 */
export function isComplete(code: string): Completeness {
  const { errors, program } = parseModule("cell.ts", code);
  if (errors.length > 0) {
    const isOpen = errors.some((error) => endsEarly(error, code));
    if (isOpen && !errors.some((error) => isBrokenString(error, code))) {
      return { status: "incomplete", indent: nextIndent(code) };
    }
    const isTsx = parseModule("cell.tsx", code).errors.length === 0;
    return { status: isTsx ? "complete" : "invalid" };
  }
  const last = program.body.at(-1);
  // `function f()` parses as an overload signature, which only its body can follow.
  const isBodyless = last?.type === "TSDeclareFunction" && !last.declare && !/;\s*$/.test(code);
  return isBodyless ? { status: "incomplete", indent: nextIndent(code) } : { status: "complete" };
}

function endsEarly(error: OxcError, code: string): boolean {
  const label = error.labels[0];
  if (label === undefined) return false;
  if (error.message === "Unterminated multiline comment") return true;
  // A template's parts begin with a backtick or with the brace that closes a substitution.
  if (error.message === "Unterminated string") return !isBrokenString(error, code);
  if (label.start >= code.length) return true;
  return mendedByMore.test(error.message) && label.end >= code.trimEnd().length;
}

function isBrokenString(error: OxcError, code: string): boolean {
  const start = error.labels[0]?.start;
  if (error.message !== "Unterminated string" || start === undefined) return false;
  const isQuoted = code[start] === "'" || code[start] === '"';
  return isQuoted && !/\\\n?$/.test(code);
}

function nextIndent(code: string): string {
  const line =
    code
      .trimEnd()
      .split(/\r\n|\r|\n/)
      .at(-1) ?? "";
  const indent = /^\s*/.exec(line)?.[0] ?? "";
  const text = line.replace(/\/\/.*$/, "").trimEnd();
  return opensBlock.test(text) || headsStatement.test(text) ? indent + indentUnit : indent;
}
