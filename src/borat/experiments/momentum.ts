import { z } from "zod";
import { etasSchema, momentumSchema } from "./config.ts";
import { contenderNames } from "./contenders.ts";
import { planGrid } from "./grid.ts";
import { MomentumResult } from "./momentum-result.ts";
import type { RobustnessMetric } from "./robustness.ts";
import { type ExperimentHooks, makeRuns } from "./runs.ts";
import { parseSettings, setupShape, studyLosses } from "./setup.ts";

/** What a study of the momentum runs: every method at every eta with every momentum. */
export const momentumStudySchema = z.strictObject({
  ...setupShape,
  loss: z.enum(studyLosses).default("cross-entropy"),
  methods: z
    .array(z.enum(contenderNames))
    .min(1)
    .readonly()
    .default(["alig", "borat-3", "borat-5", "sgd"]),
  etas: etasSchema,
  momenta: z.array(momentumSchema).min(2).readonly().default([0, 0.9]),
});

/** Settings as a user writes them: what has a default may be left out. */
export type MomentumConfig = z.input<typeof momentumStudySchema>;

/** Settings with every default filled in. */
export type MomentumSettings = z.output<typeof momentumStudySchema>;

/**
 * Trains with and without momentum at every eta. Momentum 0.9 makes a step up to ten times longer
 * after the step rule has chosen its length, which no cap then bounds.
 *
 * @param config - See `momentumStudySchema`.
 * @throws {ConfigError} If the configuration is not valid.
 * @throws {DatasetError} If the data set is missing.
 * @example
 * const result = await runMomentum({
 *   dataset: "mnist-1d", model: "mlp", train: 4000, etas: [0.1, 1, 10, 100], epochs: 40, batchSize: 100,
 * });
 */
export async function runMomentum(
  config: MomentumConfig,
  hooks: ExperimentHooks<RobustnessMetric> = {},
): Promise<MomentumResult> {
  const settings = parseSettings("runMomentum", momentumStudySchema, config);
  const { methods, loss, etas, momenta } = settings;
  const plan = planGrid(settings, {
    ...{ methods, momenta },
    losses: [loss],
    etasOf: () => etas,
    maxNorms: [undefined],
  });
  const { runs, data } = await makeRuns(settings, plan, hooks);
  return new MomentumResult(settings, data, runs);
}
