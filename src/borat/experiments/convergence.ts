import { z } from "zod";
import { ConfigError } from "../../core/index.ts";
import {
  type ConvergenceConfig,
  type ConvergenceSettings,
  convergenceSchema,
} from "./convergence-config.ts";
import { createConvergenceProblem } from "./convergence-problems.ts";
import { ConvergenceResult, type PlacedRun } from "./convergence-result.ts";
import {
  type ConvergenceRun,
  convergenceMethods,
  runConvergenceMethod,
} from "./convergence-run.ts";

/** One run, as it ends. */
export interface ConvergenceMetric {
  readonly result: ConvergenceRun;
  /** Number of this run, from 0, and of all. */
  readonly run: number;
  readonly numRuns: number;
}

/** How the caller follows and stops the study. */
export interface ConvergenceHooks {
  /** Called after each run. */
  readonly onMetric?: (metric: ConvergenceMetric) => void;
  /** Ends the study within some steps: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Measures how fast BORAT converges on convex problems that interpolate: Lipschitz, smooth and
 * strongly convex, each beside the bound that the argument of the proximal step gives. Checks the
 * guarantee of every single update. Without momentum and schedule; ALI-G and SGD run beside it.
 *
 * Runs of equal seed draw the same minibatches; equal settings give equal results on a CPU.
 *
 * @param config - See `convergenceSchema`.
 * @throws {ConfigError} If the configuration is not valid.
 * @throws The signal's reason, once it is aborted.
 * @example
 * const study = await runConvergence({ updates: 300, seeds: [0] });
 * grid(study.plots());
 */
export async function runConvergence(
  config: ConvergenceConfig = {},
  { onMetric, signal }: ConvergenceHooks = {},
): Promise<ConvergenceResult> {
  const settings = parseSettings(config);
  const plan = planRuns(settings);
  const placed: PlacedRun[] = [];
  for (const [run, { problem, method, seed }] of plan.entries()) {
    const { updates } = settings;
    const result = await runConvergenceMethod(method, problem, { updates, seed, signal });
    placed.push({ run: result, problem, method });
    onMetric?.({ result, run, numRuns: plan.length });
  }
  return new ConvergenceResult(settings, placed);
}

function parseSettings(config: ConvergenceConfig): ConvergenceSettings {
  const parsed = convergenceSchema.safeParse(config);
  if (parsed.success) return parsed.data;
  throw new ConfigError(`runConvergence: invalid config\n${z.prettifyError(parsed.error)}`);
}

function planRuns(settings: ConvergenceSettings) {
  const { problems, seeds, bundleSizes, baselines } = settings;
  const methods = convergenceMethods(bundleSizes, baselines);
  return problems.flatMap((name) =>
    seeds.flatMap((seed) => {
      const problem = createConvergenceProblem(name, settings, seed);
      return methods.map((method) => ({ problem, method, seed }));
    }),
  );
}
