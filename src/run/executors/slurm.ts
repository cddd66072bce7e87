import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { z } from "zod";
import { EngineError } from "../../core/errors.ts";
import { isMissing, writeAtomically } from "../atomic-file.ts";
import { type Attempt, failedRecord } from "../attempt.ts";
import { collectRecords } from "../spool.ts";
import type { Executor, ExecutorHooks, TrialResources } from "./executor.ts";
import { slurmScript } from "./slurm-script.ts";

/** What a trial takes of a Slurm cluster. */
export interface SlurmOptions extends TrialResources {
  /** Trials at a time; by default as many as Slurm lets run. */
  readonly concurrency?: number | undefined;
  /** Further options of `sbatch`, e.g. `["--time=2:00:00", "--partition=gpu"]`. */
  readonly options?: readonly string[] | undefined;
  /** Most tasks of an array. Default 1000, Slurm's own default. */
  readonly arraySize?: number | undefined;
  /** ms between looks at the queue. Default 10,000. */
  readonly poll?: number | undefined;
}

/** An array job that was submitted. */
const arraysSchema = z.array(z.strictObject({ id: z.string(), hashes: z.array(z.string()) }));

type SubmittedArray = z.output<typeof arraysSchema>[number];

/**
 * Runs trials as tasks of Slurm array jobs. The nodes need Node, this package and the run directory at
 * the same paths as here. An array goes on when this process ends without its signal, and is taken up
 * again by the next.
 */
export function slurmExecutor(options: SlurmOptions = {}): Executor {
  return {
    run: async (trials, hooks) => {
      if (trials.length > 0) await new Arrays(trials, options, hooks).run();
    },
    rehearse: async (trials, onNotice) => {
      for (const part of split(trials, options)) {
        onNotice(`submit with: sbatch ${await writeScript(part, options)}`);
      }
    },
  };
}

class Arrays {
  readonly #waiting: Map<string, Attempt>;
  readonly #tries = new Map<string, number>();
  readonly #options: SlurmOptions;
  readonly #hooks: ExecutorHooks;
  readonly #output: string;
  #arrays: readonly SubmittedArray[] = [];

  constructor(trials: readonly Attempt[], options: SlurmOptions, hooks: ExecutorHooks) {
    this.#waiting = new Map(trials.map((trial) => [trial.hash, trial]));
    this.#options = options;
    this.#hooks = hooks;
    this.#output = trials[0]!.output;
  }

  async run(): Promise<void> {
    const { signal } = this.#hooks;
    const { poll = 10_000 } = this.#options;
    this.#arrays = await this.#readArrays();
    try {
      for (;;) {
        signal.throwIfAborted();
        // Asked before the records are collected: a task that has ended then has left its own.
        const live = await this.#keepLive();
        await this.#collect();
        if (this.#waiting.size === 0) return;
        await this.#submitMissing(live);
        await sleep(poll, undefined, { signal });
      }
    } catch (error) {
      if (!signal.aborted) throw error;
      await Promise.all(this.#arrays.map(({ id }) => call("scancel", [id])));
      await this.#writeArrays([]);
      throw signal.reason;
    }
  }

  async #collect(): Promise<void> {
    await collectRecords(this.#output, async (record) => {
      await this.#hooks.onRecord(record);
      this.#waiting.delete(record.hash);
    });
  }

  /** Forgets the arrays that have ended. @returns The trials of the others. */
  async #keepLive(): Promise<ReadonlySet<string>> {
    const states = await Promise.all(this.#arrays.map(({ id }) => isInQueue(id)));
    const live = this.#arrays.filter((_, i) => states[i]);
    if (live.length < this.#arrays.length) await this.#writeArrays(live);
    return new Set(live.flatMap(({ hashes }) => hashes));
  }

  async #submitMissing(live: ReadonlySet<string>): Promise<void> {
    const { retries = 5 } = this.#options;
    const again: Attempt[] = [];
    for (const [hash, trial] of this.#waiting) {
      if (live.has(hash)) continue;
      const tries = this.#tries.get(hash) ?? 0;
      this.#tries.set(hash, tries + 1);
      if (tries <= retries) again.push(trial);
      else {
        const error = `the job ended ${tries} times without a record. Its output is in ${join(this.#output, "slurm")}.`;
        await this.#hooks.onRecord(failedRecord(trial, error, 0));
        this.#waiting.delete(hash);
      }
    }
    for (const part of split(again, this.#options)) {
      const script = await writeScript(part, this.#options);
      const answer = await call("sbatch", ["--parsable", script]);
      const id = answer.trim().split(";", 1)[0]!; // the cluster's name follows
      await this.#writeArrays([...this.#arrays, { id, hashes: part.map(({ hash }) => hash) }]);
    }
  }

  get #file(): string {
    return join(this.#output, "slurm", "arrays.json");
  }

  async #readArrays(): Promise<readonly SubmittedArray[]> {
    try {
      return arraysSchema.parse(JSON.parse(await readFile(this.#file, "utf8")));
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  async #writeArrays(arrays: readonly SubmittedArray[]): Promise<void> {
    this.#arrays = arrays;
    await writeAtomically(this.#file, JSON.stringify(arrays));
  }
}

function split(trials: readonly Attempt[], { arraySize = 1000 }: SlurmOptions) {
  const count = Math.ceil(trials.length / arraySize);
  return Array.from({ length: count }, (_, i) => trials.slice(i * arraySize, (i + 1) * arraySize));
}

/** Writes an array's trials and script. @returns The script's path. */
async function writeScript(trials: readonly Attempt[], options: SlurmOptions): Promise<string> {
  const { output, hash } = trials[0]!;
  const folder = resolve(output, "slurm");
  const path = (kind: string) => join(folder, `${hash}-${trials.length}.${kind}`);
  await writeAtomically(
    path("jsonl"),
    trials.map((trial) => `${JSON.stringify(trial)}\n`).join(""),
  );
  const script = slurmScript({ ...options, trials: path("jsonl"), count: trials.length, folder });
  await writeAtomically(path("sh"), script);
  return path("sh");
}

/** Whether a job waits or runs; a queue that does not answer is not asked to tell. */
async function isInQueue(id: string): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)("squeue", [
      "--noheader",
      "--format=%A",
      "--jobs",
      id,
    ]);
    return stdout.trim() !== "";
  } catch (error) {
    return !String(error).includes("Invalid job id"); // Slurm has forgotten it
  }
}

async function call(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(program, args)).stdout;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError(
      `slurmExecutor: ${program} must work here, got ${reason.trim()}. Run this on a machine that can submit jobs, or take --dry-run and submit the script yourself.`,
      { cause },
    );
  }
}
