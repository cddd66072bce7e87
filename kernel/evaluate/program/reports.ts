import type { ErrorReport } from "../types.ts";
import type { ProgramEnd } from "./program-end.ts";

/** The report of a cell that was stopped by the user. */
export function interruptedReport(): ErrorReport {
  return shortReport("Interrupted", "the cell was stopped; all variables are kept");
}

/** The report of a cell that ended together with its program. */
export function endedReport({ name, message }: ProgramEnd): ErrorReport {
  return shortReport(name, `${message}.\nAll variables are lost; a new program was started.`);
}

/** The report of a task that came after the program was disposed of. */
export function disposedReport(): ErrorReport {
  return shortReport("ProgramExit", "the program was ended");
}

function shortReport(name: string, message: string): ErrorReport {
  const [first = "", ...rest] = message.split("\n");
  return { name, message, traceback: [`\u001b[31m${name}\u001b[39m: ${first}`, ...rest] };
}
