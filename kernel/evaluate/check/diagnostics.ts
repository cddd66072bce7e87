import type { Diagnostic } from "../types.ts";
import { cellReference } from "./config.ts";
import type { ValueKind } from "./declarations.ts";
import type { Position, ServerDiagnostic } from "./protocol.ts";

const error = 1;
/** TypeScript's numbers below this are about syntax. */
const firstSemanticCode = 2000;
const assignsToImport = 2632;

/**
 * What is no fault in a cell: an untyped JavaScript package (7016); `let x;` or `let xs = []` whose
 * type its later use decides, which an export can not show (7005, 7034).
 */
const allowed: ReadonlySet<number> = new Set([7005, 7016, 7034]);

/** All that `noImplicitAny` says. */
function isImplicitAny(code: number): boolean {
  return code >= 7005 && code <= 7057 && !(code >= 7027 && code <= 7030);
}

/** Unresolved imports: what was not there may be installed or written before the next try. */
const unresolved: ReadonlySet<number> = new Set([2306, 2307, 2792, 2875, 2882, 7016]);

/** What TypeScript says of assigning to a name of the same module, by how it was declared. */
const assignments: Readonly<Partial<Record<ValueKind, readonly [code: number, what: string]>>> = {
  const: [2588, "a constant"],
  function: [2630, "a function"],
  class: [2629, "a class"],
  enum: [2628, "an enum"],
  namespace: [2631, "a namespace"],
};

/** Where the user's text lies in the module, and what it may refer to. */
export interface CellText {
  readonly code: string;
  /** False when the text does not parse: then only its syntax is worth a report. */
  readonly isValid: boolean;
  /** True where no project asks for more: a parameter needs no type. */
  readonly allowsImplicitAny: boolean;
  /** How the notebook declared a name. */
  readonly kindOf: (name: string) => ValueKind | undefined;
}

/** The server's findings as the user sees them: errors only, in the user's lines. */
export function toDiagnostics(
  found: readonly ServerDiagnostic[],
  { code, isValid, allowsImplicitAny, kindOf }: CellText,
): Diagnostic[] {
  const lines = code.split(/\r\n|\r|\n/);
  return found.flatMap((item) => {
    const number = Number(item.code);
    if (!isFault(item, allowsImplicitAny)) return [];
    if (!isValid && number >= firstSemanticCode) return [];
    // Line 0 of the module is our imports, the last one our exports.
    const { start, end } = item.range;
    if (start.line < 1 || (isValid && start.line > lines.length)) return [];
    const from = place(start, lines);
    const to = place(end, lines);
    const text = lines[from.line - 1]?.slice(from.column - 1, to.column - 1) ?? "";
    const kind = number === assignsToImport ? kindOf(text) : undefined;
    const [known, what] = (kind && assignments[kind]) ?? [];
    return {
      code: known ?? number,
      message: what
        ? `Cannot assign to '${text}' because it is ${what}.`
        : item.message.replace(cellReference, ""),
      line: from.line,
      column: from.column,
      endLine: to.line,
      endColumn: to.column,
    };
  });
}

/** The server's findings in a local module. */
export function toFileDiagnostics(
  found: readonly ServerDiagnostic[],
  { name, text }: { readonly name: string; readonly text: string },
  allowsImplicitAny: boolean,
): Diagnostic[] {
  const lines = text.split(/\r\n|\r|\n/);
  return found.flatMap((item) => {
    if (!isFault(item, allowsImplicitAny)) return [];
    const { start, end } = item.range;
    return {
      code: Number(item.code),
      message: item.message,
      line: start.line + 1,
      column: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
      file: { name, text: lines[start.line] ?? "" },
    };
  });
}

function isFault({ code, severity }: ServerDiagnostic, allowsImplicitAny: boolean): boolean {
  const number = Number(code);
  if (severity !== error || allowed.has(number)) return false;
  return !(allowsImplicitAny && isImplicitAny(number));
}

/** What the imports that found nothing ask for; the next check must look for it again. */
export function unresolvedImports(found: readonly ServerDiagnostic[]): string[] {
  return found
    .filter(({ code }) => unresolved.has(Number(code)))
    .map(({ message }) => /'([^']+)'/.exec(message)?.[1] ?? "");
}

/** Counts from 1, without our line, and never beyond the user's text. */
function place({ line, character }: Position, lines: readonly string[]) {
  const last = lines[lines.length - 1] ?? "";
  if (line > lines.length) return { line: lines.length, column: last.length + 1 };
  return { line, column: character + 1 };
}
