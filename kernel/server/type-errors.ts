import type { Cell, Diagnostic, ErrorReport } from "../evaluate/types.ts";

/** The report of a cell that was not run because its types are wrong. */
export function typeErrorReport(cell: Cell, diagnostics: readonly Diagnostic[]): ErrorReport {
  const [first] = diagnostics;
  const others = diagnostics.length > 1 ? ` (and ${diagnostics.length - 1} more)` : "";
  const inFile = first?.file === undefined ? "" : `${first.file.name}: `;
  return {
    name: "TypeScriptError",
    message: first === undefined ? "" : `${inFile}TS${first.code}: ${first.message}${others}`,
    traceback: [
      ...diagnostics.flatMap((diagnostic) => describe(cell, diagnostic, ansi)),
      dim("Nothing of this cell was run. A first line `%types warn` runs cells all the same."),
    ],
  };
}

/** The same errors as uncoloured text, for a session that takes them as warnings. */
export function typeWarnings(cell: Cell, diagnostics: readonly Diagnostic[]): string {
  return `${diagnostics.flatMap((diagnostic) => describe(cell, diagnostic, plain)).join("\n")}\n`;
}

type Paint = (text: string, colour: number) => string;
const ansi: Paint = (text, colour) => `\u001b[${colour}m${text}\u001b[39m`;
const plain: Paint = (text) => text;
const dim = (text: string): string => `\u001b[2m${text}\u001b[22m`;

const red = 31;
const cyan = 36;

function describe(cell: Cell, diagnostic: Diagnostic, paint: Paint): readonly string[] {
  const { line, column, endLine, endColumn, code, message, file } = diagnostic;
  const place = paint(`${file?.name ?? `In[${cell.number}]`}:${line}:${column}`, cyan);
  const head = `${place} - ${paint("error", red)} TS${code}: ${message}`;
  const source = file?.text ?? cell.code.split(/\r?\n/)[line - 1];
  if (source === undefined) return [head];
  const end = endLine === line ? endColumn : source.length + 1;
  // Tabs stay tabs, so that the mark stands below the text whatever their width.
  const indent = source.slice(0, column - 1).replace(/[^\t]/g, " ");
  const mark = indent + paint("~".repeat(Math.max(1, end - column)), red);
  const number = String(line);
  return [head, `${number} ${source}`, `${" ".repeat(number.length)} ${mark}`];
}
