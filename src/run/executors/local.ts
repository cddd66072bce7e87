import { requireInRange } from "../../core/ranges.ts";
import { type Attempt, type AttemptHooks, failedRecord, runHere } from "../attempt.ts";
import { LostError, runInChild } from "../child.ts";
import type { GridRecord } from "../results-file.ts";
import type { Executor, ExecutorHooks } from "./executor.ts";
import { createMemoryGate, type Memory } from "./memory-gate.ts";

/** How trials share this machine. */
export interface LocalOptions {
  /** Trials at a time, >= 1. Default 1. */
  readonly concurrency?: number | undefined;
  /** Most memory that a trial takes, bytes; by default what those before it took. */
  readonly memory?: number | undefined;
  /** How often a trial whose process is lost is run again. Default 2. */
  readonly retries?: number | undefined;
  /** Tells how much memory there is; for tests. */
  readonly machine?: Memory | undefined;
}

/**
 * Runs each trial in a process of its own on this machine. A trial starts when one of `concurrency`
 * places is free, and memory for what a trial is known to take; one always runs.
 */
export function localExecutor(options: LocalOptions = {}): Executor {
  const { concurrency = 1, memory, retries = 2, machine } = options;
  requireInRange("localExecutor: concurrency", concurrency, { min: 1, integer: true });
  return {
    run: async (trials, hooks) => {
      const gate = createMemoryGate({ declared: memory, machine });
      const waiting = [...trials];
      const failure = new AbortController(); // of writing records down
      const signal = AbortSignal.any([failure.signal, hooks.signal]);
      const work = async () => {
        for (let trial = waiting.shift(); trial !== undefined; trial = waiting.shift()) {
          const place = await gate.enter(signal);
          try {
            hooks.onStart(trial);
            const record = await runToEnd(trial, { ...hooks, signal }, retries, place.setPid);
            if (record.status === "done") gate.observe(record.peakMemory);
            await hooks.onRecord(record);
          } finally {
            place.leave();
          }
        }
      };
      try {
        await Promise.all(Array.from({ length: concurrency }, work));
      } catch (error) {
        failure.abort(error);
        throw error;
      }
    },
  };
}

/** Runs trials one after the other in this process. */
export const inProcessExecutor: Executor = {
  run: async (trials, { onStart, onRecord, ...hooks }) => {
    for (const trial of trials) {
      hooks.signal.throwIfAborted();
      onStart(trial);
      const run = async () => await runHere(trial, hooksOf(trial, hooks));
      await onRecord(await recordOf(trial, hooks.signal, run));
    }
  },
};

async function runToEnd(
  trial: Attempt,
  executorHooks: ExecutorHooks,
  retries: number,
  onSpawn: (pid: number | undefined) => void,
): Promise<GridRecord> {
  const hooks = { ...hooksOf(trial, executorHooks), onSpawn };
  return await recordOf(trial, hooks.signal, async () => {
    for (let lost = 0; ; lost += 1) {
      try {
        return await runInChild(trial, hooks);
      } catch (error) {
        if (!(error instanceof LostError) || lost === retries) throw error;
        hooks.onNotice(`${error.message} It is run again.`);
      }
    }
  });
}

/** Hooks that tell which trial they are of. */
function hooksOf(
  trial: Attempt,
  { signal, onNotice, onMetrics }: Omit<ExecutorHooks, "onStart" | "onRecord">,
): AttemptHooks {
  return {
    signal,
    onNotice: (line) => onNotice(trial, line),
    onMetrics: (step, metrics) => onMetrics?.(trial, step, metrics),
  };
}

/** What a run gives, or the record of its failure. @throws The signal's reason, once it is aborted. */
async function recordOf(
  trial: Attempt,
  signal: AbortSignal,
  run: () => Promise<GridRecord>,
): Promise<GridRecord> {
  const started = performance.now();
  try {
    return await run();
  } catch (error) {
    signal.throwIfAborted();
    return failedRecord(trial, error, (performance.now() - started) / 1000);
  }
}
