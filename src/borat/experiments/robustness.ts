import { type RobustnessConfig, robustnessSchema } from "./config.ts";
import { type GridPlace, planGrid } from "./grid.ts";
import { RobustnessResult } from "./result.ts";
import { type ExperimentHooks, makeRuns, type RunMetric } from "./runs.ts";
import { parseSettings } from "./setup.ts";

/** One epoch of one run of a study of methods, as it ends. */
export type RobustnessMetric = RunMetric<GridPlace>;

/**
 * Trains every method at every eta with every seed, for the same number of epochs, and tests the
 * last iterate. A run that diverges counts at chance accuracy. Runs of one seed start from the same
 * weights and see the same order of examples; equal configurations give equal results.
 *
 * @param config - See `robustnessSchema`.
 * @throws {ConfigError} If the configuration is not valid.
 * @throws {DatasetError} If the data set is missing.
 * @example
 * const result = await runRobustness({
 *   dataset: "digits", model: "mlp", train: 1000, etas: [0.1, 1], epochs: 40, batchSize: 50,
 * });
 * result.table();
 */
export async function runRobustness(
  config: RobustnessConfig,
  hooks: ExperimentHooks<RobustnessMetric> = {},
): Promise<RobustnessResult> {
  const settings = parseSettings("runRobustness", robustnessSchema, config);
  const { methods, loss, etas, maxNorm, momentum } = settings;
  const plan = planGrid(settings, {
    methods,
    losses: [loss],
    etasOf: () => etas,
    maxNorms: [maxNorm],
    momenta: [momentum],
  });
  const { runs, data } = await makeRuns(settings, plan, hooks);
  return new RobustnessResult(settings, data, runs);
}
