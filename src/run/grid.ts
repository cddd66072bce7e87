import { join } from "node:path";
import { ConfigError, requireInRange } from "../core/index.ts";
import { type Attempt, type AttemptHooks, checkpointPath, runHere } from "./attempt.ts";
import { runInChild } from "./child.ts";
import { hashConfig } from "./config-file.ts";
import type { Job } from "./job.ts";
import { getJob } from "./registry.ts";
import { appendResult, type GridRecord, readResults, repairResults } from "./results-file.ts";
import { removeState } from "./state-file.ts";

/** What becomes of a cell while a grid runs. */
export type GridEvent = {
  /** Number of the cell, from 0. */
  readonly index: number;
  /** In a few words. */
  readonly cell: string;
} & (
  | { readonly kind: "started" | "skipped" }
  | { readonly kind: "notice"; readonly line: string }
  | { readonly kind: "ended"; readonly record: GridRecord }
);

/** How a grid is run. */
export interface GridOptions {
  /** Run directory; its `results.jsonl` gets one line for each cell that ends. */
  readonly output: string;
  /** Kind of run: `"cell"` of BORAT's experiments, `"focus"` of FIT's. Default `"cell"`. */
  readonly job?: string | undefined;
  /** Cells at a time, >= 1. Default 1. */
  readonly concurrency?: number | undefined;
  /** Whether each cell has a process of its own. Default true; otherwise one after the other here. */
  readonly perProcess?: boolean | undefined;
  /** Steps between checkpoints; by default as the job finds right, 5 s apart or more. */
  readonly saveEvery?: number | undefined;
  /** Ends all cells: the grid rejects with the signal's reason, and goes on at the next call. */
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: GridEvent) => void) | undefined;
}

/** A cell of a grid. */
export interface PlannedCell {
  readonly index: number;
  readonly cell: string;
  readonly attempt: Attempt;
}

/**
 * Runs cells and writes down what each gave. Cells that are done in the results already are skipped,
 * those that failed or were stopped are run (again), from their checkpoint if they have one. A cell
 * that fails does not stop the others.
 *
 * @param configs - Settings of each cell.
 * @returns The last record of each cell, in order; equal cells have one.
 * @throws {ConfigError} If settings are not valid, before anything is run; or if the results are not
 *   a grid's.
 * @example
 * const records = await runGrid(expandConfig(config), { output: "runs/figure-6", concurrency: 4 });
 */
export async function runGrid(
  configs: readonly unknown[],
  options: GridOptions,
): Promise<readonly GridRecord[]> {
  const { output, concurrency = 1, perProcess = true, onEvent } = options;
  requireInRange("runGrid: concurrency", concurrency, { min: 1, integer: true });
  const path = resultsPath(output);
  const plan = planCells(configs, options);
  await repairResults(path);
  const done = new Map(
    (await readResults(path))
      .filter(({ status }) => status === "done")
      .map((record) => [record.hash, record]),
  );
  const failure = new AbortController(); // of writing results down
  const signal = AbortSignal.any([failure.signal, ...(options.signal ? [options.signal] : [])]);
  const records = new Map<string, GridRecord>(done);
  const waiting = plan.filter(({ attempt, ...place }) => {
    if (done.has(attempt.hash)) onEvent?.({ kind: "skipped", ...place });
    return !done.has(attempt.hash);
  });
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { attempt, ...place } = next;
      onEvent?.({ kind: "started", ...place });
      const onNotice = (line: string) => onEvent?.({ kind: "notice", line, ...place });
      const record = await runOne(attempt, { signal, onNotice }, perProcess);
      await appendResult(path, record);
      records.set(attempt.hash, record);
      if (record.status === "done") await removeState(checkpointPath(attempt));
      onEvent?.({ kind: "ended", record, ...place });
    }
  };
  try {
    await Promise.all(Array.from({ length: perProcess ? concurrency : 1 }, work));
  } catch (error) {
    failure.abort(error);
    throw error;
  }
  return plan.map(({ attempt: { hash } }) => records.get(hash)!);
}

/** Where a grid writes what each cell gave. */
export function resultsPath(output: string): string {
  return join(output, "results.jsonl");
}

/** Checks and names all cells; of equal ones the first is kept. */
export function planCells(
  configs: readonly unknown[],
  { job: name = "cell", output, saveEvery }: Pick<GridOptions, "job" | "output" | "saveEvery">,
): readonly PlannedCell[] {
  const job = getJob(name);
  const plan = new Map<string, PlannedCell>();
  for (const [index, given] of configs.entries()) {
    const config = parseNamed(job, given, index);
    const hash = hashConfig(name, config);
    if (plan.has(hash)) continue;
    const attempt = { job: name, hash, config, output, saveEvery };
    plan.set(hash, { index, cell: job.describe(config), attempt });
  }
  return [...plan.values()];
}

function parseNamed(job: Job<unknown>, config: unknown, index: number): unknown {
  try {
    return job.parse(config);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`runGrid: cell ${index}: ${reason}`, { cause });
  }
}

async function runOne(
  attempt: Attempt,
  hooks: AttemptHooks,
  perProcess: boolean,
): Promise<GridRecord> {
  const started = performance.now();
  try {
    return await (perProcess ? runInChild : runHere)(attempt, hooks);
  } catch (error) {
    hooks.signal.throwIfAborted();
    const { job, hash, config } = attempt;
    return {
      job,
      hash,
      config,
      status: "failed",
      error: error instanceof Error ? error.message : String(error),
      time: new Date().toISOString(),
      seconds: (performance.now() - started) / 1000,
    };
  }
}
