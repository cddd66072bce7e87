import type { Attempt } from "../attempt.ts";
import type { Metrics } from "../job.ts";
import type { GridRecord } from "../results-file.ts";

/** How an executor tells what becomes of trials, and is stopped. */
export interface ExecutorHooks {
  /** Ends all trials: `run` rejects with the signal's reason, and no process is left. */
  readonly signal: AbortSignal;
  readonly onStart: (trial: Attempt) => void;
  readonly onNotice: (trial: Attempt, line: string) => void;
  /** Numbers of a step of a trial; an executor that runs trials elsewhere may not tell them. */
  readonly onMetrics?: ((trial: Attempt, step: number, metrics: Metrics) => void) | undefined;
  /** Writes down how a trial ended. A record that was taken before is ignored. */
  readonly onRecord: (record: GridRecord) => Promise<void>;
}

/** What a trial is given by a cluster. */
export interface TrialResources {
  /** Cores, >= 1. Default 1. */
  readonly cpus?: number | undefined;
  /** Default 0. */
  readonly gpus?: number | undefined;
  /** Bytes; by default as the cluster finds right. */
  readonly memory?: number | undefined;
  /** How often a trial whose process or node is lost is run again. Default 5. */
  readonly retries?: number | undefined;
}

/** Runs trials somewhere: in processes here, in a Ray cluster, as a Slurm array. */
export interface Executor {
  /**
   * Runs trials until each has a record. One that fails gets a record of that; one whose process is
   * lost is run again, from its checkpoint.
   */
  run(trials: readonly Attempt[], hooks: ExecutorHooks): Promise<void>;
  /** Prepares and tells what `run` would do, without doing it. */
  rehearse?(trials: readonly Attempt[], onNotice: (line: string) => void): Promise<void>;
}
