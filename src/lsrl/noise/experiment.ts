import { availableParallelism } from "node:os";
import { Tinypool } from "tinypool";
import { ConfigError } from "../../core/errors.ts";
import { requireInRange } from "../../core/ranges.ts";
import { type NoiseConfig, parseNoiseConfig } from "./config.ts";
import { NoiseResult } from "./result.ts";
import type { NoiseRow } from "./summary.ts";
import { runTrial, type Trial } from "./trial.ts";

const isCompiled = !import.meta.url.endsWith(".ts"); // threads run JavaScript only

/** What has just been run. */
export interface NoiseMetric {
  /** One row per level of noise. */
  readonly rows: readonly NoiseRow[];
  /** Networks that are done, and all. */
  readonly done: number;
  readonly total: number;
}

/** How the caller follows and stops the experiment. */
export interface NoiseHooks {
  /** Called after each network. */
  readonly onMetric?: (metric: NoiseMetric) => void;
  /** Ends the experiment: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Rows of an earlier run of the same configuration that was stopped: their networks are not run again. */
  readonly known?: readonly NoiseRow[];
  /** Threads; 0 runs in this one. Default: one per core, 0 where the sources are not compiled. */
  readonly numWorkers?: number;
}

/**
 * Disturbs the weights of compiled programs and measures what they still answer, for every way to
 * write conditionals, level of noise and seed; equal configurations give equal results, on any number
 * of threads.
 *
 * @throws {ConfigError} If the configuration is not valid.
 * @see Petrov et al. 2024 (LSRL), section 5 and figure 4.
 * @example
 * const result = await runNoise({ program: "vec2vec" });
 * table(result.table());
 */
export async function runNoise(
  config: NoiseConfig,
  {
    onMetric,
    signal,
    known = [],
    numWorkers = isCompiled ? availableParallelism() : 0,
  }: NoiseHooks = {},
): Promise<NoiseResult> {
  const settings = parseNoiseConfig(config);
  requireInRange("runNoise: numWorkers", numWorkers, { min: 0, integer: true });
  const { conditionals, seeds, sigmas } = settings;
  const trials = conditionals.flatMap((conditional) =>
    seeds.map((seed): Trial => ({ settings, conditional, seed })),
  );
  const results = new Array<readonly NoiseRow[]>(trials.length);
  let done = 0;
  const run = createTrialRunner(numWorkers, signal);
  try {
    await Promise.all(
      trials.map(async (trial, i) => {
        const earlier = known.filter((row) => isOf(row, trial));
        const isKnown = earlier.length === sigmas.length;
        const rows = isKnown ? earlier : await run.trial(trial);
        results[i] = rows;
        done += 1;
        if (!isKnown) onMetric?.({ rows, done, total: trials.length });
      }),
    );
  } finally {
    await run.end();
  }
  const rows = results.flat();
  return new NoiseResult(
    settings,
    conditionals.flatMap((conditional) =>
      sigmas.flatMap((sigma) =>
        rows.filter((row) => row.conditional === conditional && row.sigma === sigma),
      ),
    ),
  );
}

function isOf({ conditional, seed }: NoiseRow, trial: Trial): boolean {
  return conditional === trial.conditional && seed === trial.seed;
}

interface TrialRunner {
  readonly trial: (trial: Trial) => Promise<readonly NoiseRow[]>;
  readonly end: () => Promise<void>;
}

function createTrialRunner(numWorkers: number, signal: AbortSignal | undefined): TrialRunner {
  if (numWorkers === 0) {
    return {
      trial: async (trial) => {
        await new Promise(setImmediate); // lets the caller show progress, and abort
        signal?.throwIfAborted();
        return runTrial(trial);
      },
      end: async () => {},
    };
  }
  if (!isCompiled) {
    throw new ConfigError(
      `runNoise: numWorkers must be 0 where the sources are not compiled, got ${numWorkers}`,
    );
  }
  const pool = new Tinypool({
    filename: new URL("./trial.js", import.meta.url).href,
    minThreads: numWorkers,
    maxThreads: numWorkers,
  });
  return {
    trial: async (trial) => {
      try {
        return await pool.run(trial, { name: "runTrial", ...(signal && { signal }) });
      } catch (error) {
        signal?.throwIfAborted(); // the pool has an error of its own for that
        throw error;
      }
    },
    end: async () => await pool.destroy(),
  };
}
