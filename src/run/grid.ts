import { join } from "node:path";
import { ConfigError } from "../core/errors.ts";
import { writeAtomically } from "./atomic-file.ts";
import { type Attempt, checkpointPath } from "./attempt.ts";
import { hashConfig } from "./config-file.ts";
import type { Executor } from "./executors/executor.ts";
import { inProcessExecutor, localExecutor } from "./executors/local.ts";
import type { Job, Metrics } from "./job.ts";
import { getJob } from "./registry.ts";
import { appendResult, type GridRecord, readResults, repairResults } from "./results-file.ts";
import { lockRun } from "./run-lock.ts";
import type { Settings } from "./settings.ts";
import { collectRecords } from "./spool.ts";
import { removeState } from "./state-file.ts";

/** A cell of a grid. */
export interface GridPlace {
  /** From 0. */
  readonly index: number;
  /** In a few words. */
  readonly cell: string;
}

/** What becomes of a cell while a grid runs. */
export type GridEvent = GridPlace &
  (
    | { readonly kind: "started" | "skipped" }
    | { readonly kind: "notice"; readonly line: string }
    | { readonly kind: "ended"; readonly record: GridRecord }
  );

/** How a grid is run. */
export interface GridOptions {
  /** Run directory; its `results.jsonl` gets one line for each cell that ends. */
  readonly output: string;
  /** What its `config.json` tells of the cells, beside their kind. Default: `{ cells: configs }`. */
  readonly file?: Settings | undefined;
  /** Kind of run: a name of `experiments`, or the path of a file that exports `job`. Default `"cell"`. */
  readonly job?: string | undefined;
  /** Cells at a time, >= 1. Default 1. */
  readonly concurrency?: number | undefined;
  /** Whether each cell has a process of its own. Default true; otherwise one after the other here. */
  readonly perProcess?: boolean | undefined;
  /** Where the cells are run. Default: here, as `concurrency` and `perProcess` say. */
  readonly executor?: Executor | undefined;
  /** Steps between checkpoints; by default as the job finds right, 5 s apart or more. */
  readonly saveEvery?: number | undefined;
  /** Whether the numbers of each step are written for TensorBoard, under `events/`. Default false. */
  readonly tensorboard?: boolean | undefined;
  /** Ends all cells: the grid rejects with the signal's reason, and goes on at the next call. */
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: GridEvent) => void) | undefined;
  /** Numbers of a step of a cell: losses, accuracies. Not every executor tells them. */
  readonly onMetrics?: ((cell: GridPlace, step: number, metrics: Metrics) => void) | undefined;
}

/** A cell of a grid, ready to be run. */
export interface PlannedCell extends GridPlace {
  readonly attempt: Attempt;
}

/**
 * Runs cells and writes down what each gave. Cells that are done in the results already are skipped,
 * those that failed or were stopped are run (again), from their checkpoint if they have one. A cell
 * that fails does not stop the others. Cells that an executor left running when this was killed, and
 * that ended since, are found done.
 *
 * @param configs - Settings of each cell.
 * @returns The last record of each cell, in order; equal cells have one.
 * @throws {ConfigError} If settings are not valid, before anything is run; if the results are not a
 *   grid's; or if another process runs a grid there.
 * @example
 * const records = await runGrid(expandConfig(config), { output: "runs/figure-6", concurrency: 4 });
 */
export async function runGrid(
  configs: readonly unknown[],
  options: GridOptions,
): Promise<readonly GridRecord[]> {
  const { output, job = "cell", file, onEvent, onMetrics } = options;
  const { signal = new AbortController().signal } = options;
  const path = resultsPath(output);
  const plan = new Map(
    (await planCells(configs, options)).map((cell) => [cell.attempt.hash, cell]),
  );
  const unlock = await lockRun(output);
  // An interrupt of a notebook's cell may take this function's promises, and what follows them.
  signal.addEventListener("abort", unlock, { once: true });
  try {
    const written = { experiment: job, ...(file ?? { cells: configs }) };
    await writeAtomically(join(output, "config.json"), `${JSON.stringify(written, null, 2)}\n`);
    await repairResults(path);
    const records = new Map((await readResults(path)).map((record) => [record.hash, record]));
    const isDone = (hash: string) => records.get(hash)?.status === "done";
    const write = async (record: GridRecord) => {
      const { hash } = record;
      if (isDone(hash)) return;
      records.set(hash, record); // before the next may come
      await appendResult(path, record);
      if (record.status === "done") await removeState(checkpointPath({ output, hash }));
    };
    await collectRecords(output, write);
    for (const { attempt, ...place } of plan.values()) {
      if (isDone(attempt.hash)) onEvent?.({ kind: "skipped", ...place });
    }
    const placeOf = ({ hash }: Pick<Attempt, "hash">) => {
      const { index, cell } = plan.get(hash)!;
      return { index, cell };
    };
    const waiting = [...plan.values()].filter(({ attempt }) => !isDone(attempt.hash));
    const executor = options.executor ?? executorOf(options);
    await executor.run(
      waiting.map(({ attempt }) => attempt),
      {
        signal,
        onStart: (trial) => onEvent?.({ kind: "started", ...placeOf(trial) }),
        onNotice: (trial, line) => onEvent?.({ kind: "notice", line, ...placeOf(trial) }),
        onMetrics: (trial, step, metrics) => onMetrics?.(placeOf(trial), step, metrics),
        onRecord: async (record) => {
          if (isDone(record.hash)) return;
          await write(record);
          onEvent?.({ kind: "ended", record, ...placeOf(record) });
        },
      },
    );
    return [...plan.keys()].map((hash) => records.get(hash)!);
  } finally {
    signal.removeEventListener("abort", unlock);
    unlock();
  }
}

function executorOf({ concurrency, perProcess = true }: GridOptions): Executor {
  return perProcess ? localExecutor({ concurrency }) : inProcessExecutor;
}

/** Where a grid writes what each cell gave. */
export function resultsPath(output: string): string {
  return join(output, "results.jsonl");
}

/** Checks and names all cells; of equal ones the first is kept. */
export async function planCells(
  configs: readonly unknown[],
  options: Pick<GridOptions, "job" | "output" | "saveEvery" | "tensorboard">,
): Promise<readonly PlannedCell[]> {
  const { job: name = "cell", output, saveEvery, tensorboard } = options;
  const job = await getJob(name);
  const plan = new Map<string, PlannedCell>();
  for (const [index, given] of configs.entries()) {
    const config = parseNamed(job, given, index);
    const hash = hashConfig(name, config);
    if (plan.has(hash)) continue;
    const attempt = { job: name, hash, config, output, saveEvery, tensorboard };
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
