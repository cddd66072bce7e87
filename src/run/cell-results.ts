import { z } from "zod";
import { type Cell, type EpochRecord, parseCell } from "../borat/index.ts";
import { ConfigError } from "../core/index.ts";
import { cellJob } from "./cell-job.ts";
import { epochRecordSchema, numberSchema } from "./json.ts";
import { readResults } from "./results-file.ts";

/** A training run that is done, read back. */
export interface FinishedCell {
  readonly hash: string;
  /** In a few words. */
  readonly title: string;
  readonly config: Cell;
  /** Share of the test slice classified right: at the best validation epoch, else by the last iterate; chance when failed. */
  readonly accuracy: number;
  /** Mean loss of the last epoch, loss units. */
  readonly loss: number;
  /** Whether it diverged. */
  readonly failed: boolean;
  readonly epochs: readonly EpochRecord[];
  /** Of the training data. */
  readonly sha256: string;
}

const outcomeSchema = z.strictObject({
  accuracy: numberSchema,
  loss: numberSchema,
  failed: z.boolean(),
  epochs: z.array(epochRecordSchema),
});

/**
 * Reads the training runs that are done from a file of results, numbers that JSON lacks included.
 * `readResults` gives every line, with what it was made with.
 *
 * @returns Empty if there is no such file.
 * @throws {ConfigError} If a line is no record, or not one of a training run.
 * @example
 * table((await readCells("runs/tiny/results.jsonl")).map(({ title, accuracy }) => ({ title, accuracy })));
 */
export async function readCells(path: string): Promise<readonly FinishedCell[]> {
  const records = await readResults(path);
  return records.flatMap((record) => {
    if (record.status !== "done") return [];
    const { hash, job, data } = record;
    const outcome = outcomeSchema.safeParse(record.result);
    if (job !== cellJob.name || !outcome.success || !("sha256" in data)) {
      throw new ConfigError(
        `readCells: the lines of ${path} must be training runs, got ${hash} of job ${job}. Use readResults.`,
        { cause: outcome.error },
      );
    }
    const config = parseCell(record.config);
    return [
      { hash, title: cellJob.describe(config), config, ...outcome.data, sha256: data.sha256 },
    ];
  });
}
