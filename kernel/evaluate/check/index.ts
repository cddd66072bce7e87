import type { Checker } from "../types.ts";
import { findNativeCompiler } from "./binary.ts";
import { type CheckerOptions, NotebookChecker } from "./notebook-checker.ts";
import { leaveUnchecked } from "./unchecked.ts";

export type { CheckerOptions };

/**
 * Starts TypeScript's view of a notebook and returns at once; the first question waits for it.
 * Where the native compiler is missing, the first check fails with the remedy and later cells pass.
 */
export function startChecker(options: CheckerOptions): Checker {
  let command: string;
  try {
    command = findNativeCompiler();
  } catch (error) {
    return leaveUnchecked(error instanceof Error ? error.message : String(error));
  }
  return new NotebookChecker(command, options);
}
