import type { FocusRunResult } from "../fit/index.ts";
import { readResults } from "./results-file.ts";

/**
 * Reads what runs of FIT found; failed ones are left out.
 *
 * @param path - A `results.jsonl`.
 * @returns Empty if there is no such file.
 * @throws {ConfigError} If a line is no record.
 */
export async function readFocusRuns(path: string): Promise<readonly FocusRunResult[]> {
  const records = await readResults(path);
  return records.flatMap((record) =>
    record.status === "done" && record.job === "focus"
      ? [record.result as FocusRunResult] // as the job wrote it
      : [],
  );
}
