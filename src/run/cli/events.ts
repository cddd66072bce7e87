import { isUserError } from "../../core/errors.ts";
import { type GridEvent, resultsPath } from "../grid.ts";
import type { GridRecord } from "../results-file.ts";

/** Takes each line of output. */
export type Print = (line: string) => void;

/** A line about a run of a grid. */
export function describeEvent(event: GridEvent, count: number): string {
  const place = `[${event.index + 1}/${count}] ${event.cell}`;
  if (event.kind === "notice") return `${place}: ${event.line}`;
  if (event.kind !== "ended")
    return `${place}: ${event.kind === "started" ? "starts" : "is done already"}`;
  const { record } = event;
  const time = `${record.seconds.toFixed(1)} s`;
  return record.status === "done"
    ? `${place}: done in ${time}`
    : `${place}: FAILED after ${time}: ${record.error}`;
}

/** Tells how a grid ended. @returns Exit code: 1 if a cell failed. */
export function summarize(records: readonly GridRecord[], output: string, print: Print): number {
  const failed = records.filter(({ status }) => status === "failed").length;
  print(
    `${records.length - failed} of ${records.length} cells done; results are in ${resultsPath(output)}`,
  );
  return failed > 0 ? 1 : 0;
}

/** Runs a command; what its user can mend is told without a stack. @returns Its exit code, or 2. */
export async function reportErrors(print: Print, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!isUserError(error)) throw error;
    print(error.message);
    return 2;
  }
}
