import { join } from "node:path";
import { z } from "zod";
import { ConfigError } from "../core/errors.ts";
import type { JobHooks, JobOutcome } from "./job.ts";
import { readProvenance } from "./provenance.ts";
import { getJob } from "./registry.ts";
import { type GridRecord, outcomeSchema } from "./results-file.ts";
import { type StateStore, stateFile } from "./state-file.ts";

/** One cell, ready to be run in any process. Plain data. */
export interface Attempt {
  /** Name of the kind of run. */
  readonly job: string;
  readonly hash: string;
  readonly config: unknown;
  /** The run directory. */
  readonly output: string;
  /** Steps between checkpoints; by default as the job finds right, 5 s apart or more. */
  readonly saveEvery?: number | undefined;
  /** Whether the numbers of its steps are written for TensorBoard. */
  readonly tensorboard?: boolean | undefined;
}

/** How an attempt is followed and stopped. */
export interface AttemptHooks {
  readonly onNotice: (line: string) => void;
  readonly onMetrics?: JobHooks["onMetrics"];
  readonly signal: AbortSignal;
}

/** Where the cell goes on from if it is stopped. */
export function checkpointPath({ output, hash }: Pick<Attempt, "output" | "hash">): string {
  return join(output, "checkpoints", `${hash}.safetensors`);
}

/** Where the cell leaves an adapter that it trained: the folder with PEFT's files. */
export function adapterPath({ output, hash }: Pick<Attempt, "output" | "hash">): string {
  return join(output, "adapters", hash);
}

/** Where the cell's numbers are kept for TensorBoard. */
function eventsPath({ output, hash }: Attempt): string {
  return join(output, "events", hash);
}

/**
 * Runs a cell in this process, from its checkpoint if there is one.
 *
 * @throws Whatever the job throws; also the signal's reason.
 */
export async function runHere(attempt: Attempt, hooks: AttemptHooks): Promise<GridRecord> {
  const { job: name, hash, config, saveEvery, tensorboard = false } = attempt;
  const started = performance.now();
  const job = await getJob(name);
  const { createEventWriter } = tensorboard
    ? await import("../core/event-writer.ts")
    : { createEventWriter: undefined };
  const writeEvent = createEventWriter?.(eventsPath(attempt));
  const outcome = await job.run(config, {
    ...hooks,
    saveEvery,
    onMetrics: (step, metrics) => {
      writeEvent?.(step, metrics);
      hooks.onMetrics?.(step, metrics);
    },
    openCheckpoints: (codec) => {
      const file = stateFile(checkpointPath(attempt), codec);
      return saveEvery === undefined ? savingRarely(file) : file;
    },
    adapterFolder: adapterPath(attempt),
  });
  const KIBIBYTE = 1024; // the unit of maxRSS
  return {
    hash,
    job: name,
    config,
    status: "done",
    ...requireOutcome(name, outcome),
    time: new Date().toISOString(),
    seconds: (performance.now() - started) / 1000,
    ...(await readProvenance(job.usesEngine)),
    peakMemory: process.resourceUsage().maxRSS * KIBIBYTE,
  };
}

function requireOutcome(name: string, outcome: unknown): JobOutcome {
  const parsed = outcomeSchema.safeParse(outcome);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    `experiment: ${name} must give { result, data }, got another outcome\n${z.prettifyError(parsed.error)}`,
    { cause: parsed.error },
  );
}

/** The record of a cell that failed. */
export function failedRecord(
  { job, hash, config }: Attempt,
  error: unknown,
  seconds: number,
): GridRecord {
  return {
    hash,
    job,
    config,
    status: "failed",
    error: error instanceof Error ? error.message : String(error),
    time: new Date().toISOString(),
    seconds,
  };
}

/** Lets small runs, whose epochs take milliseconds, not wait for the disk after each. */
function savingRarely<State>({ load, save }: StateStore<State>): StateStore<State> {
  const SHORTEST_PAUSE = 5000; // ms of work that a stop may cost
  let last = performance.now();
  return {
    load,
    save: async (state) => {
      if (performance.now() - last < SHORTEST_PAUSE) return;
      await save(state);
      last = performance.now();
    },
  };
}
