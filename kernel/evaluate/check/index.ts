import type { Checker } from "../types.ts";
import { findNativeCompiler } from "./binary.ts";
import { type CheckerOptions, NotebookChecker } from "./notebook-checker.ts";

export type { CheckerOptions };

/**
 * Starts TypeScript's view of a notebook and returns at once; the first question waits for it.
 * Where the native compiler is missing, cells go unchecked and `onNotice` says so.
 */
export function startChecker(options: CheckerOptions): Checker {
  const { onNotice = (line) => process.stderr.write(`${line}\n`) } = options;
  try {
    return new NotebookChecker(findNativeCompiler(), { ...options, onNotice });
  } catch (error) {
    onNotice(`Types are not checked: ${error instanceof Error ? error.message : error}`);
    return noChecker;
  }
}

/** Stands in where nothing can be checked. */
const noChecker: Checker = {
  check: async () => [],
  commit: () => {},
  reset: () => {},
  complete: async (_code, offset) => ({ items: [], start: offset, end: offset }),
  inspect: async () => undefined,
  dispose: async () => {},
};
