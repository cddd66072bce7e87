import { z } from "zod";
import { etasSchema, momentumSchema } from "./config.ts";
import { contenderNames } from "./contenders.ts";
import { planGrid } from "./grid.ts";
import { HeatMapResult } from "./heat-map-result.ts";
import type { RobustnessMetric } from "./robustness.ts";
import { type ExperimentHooks, makeRuns } from "./runs.ts";
import { parseSettings, setupShape, studyLosses } from "./setup.ts";

/** What a study of the step size and the radius runs: every method at every eta and radius, by every loss. */
export const heatMapSchema = z.strictObject({
  ...setupShape,
  losses: z.array(z.enum(studyLosses)).min(1).readonly().default(["cross-entropy", "hinge"]),
  methods: z
    .array(z.enum(contenderNames))
    .min(1)
    .readonly()
    .default(["borat-2", "borat-3", "borat-5", "alig", "sgd", "adam"]),
  /** Step sizes to try; a method may scale them (Adam: by 1/100). */
  etas: etasSchema,
  /** Radii of the ball that holds all weights, the same for every method. */
  maxNorms: z.array(z.number().positive()).min(1).readonly(),
  momentum: momentumSchema.default(0.9),
});

/** Settings as a user writes them: what has a default may be left out. */
export type HeatMapConfig = z.input<typeof heatMapSchema>;

/** Settings with every default filled in. */
export type HeatMapSettings = z.output<typeof heatMapSchema>;

/**
 * Trains every method at every eta and radius of the ball, as the paper's study of robustness does
 * with a wide residual network on CIFAR-100. `runRobustness` is a single row of this.
 *
 * @param config - See `heatMapSchema`.
 * @throws {ConfigError} If the configuration is not valid.
 * @throws {DatasetError} If the data set is missing.
 * @example
 * const result = await runHeatMaps({
 *   dataset: "digits", model: "mlp", train: 1000, epochs: 20, batchSize: 50,
 *   etas: [0.01, 0.1, 1, 10], maxNorms: [8, 15, 30],
 * });
 * const [map] = result.maps();
 * figure({ title: map.title, x: "step size", y: "radius" }).heatmap(map);
 * @see Paren et al. 2022, figure 6 of the authors' repository.
 */
export async function runHeatMaps(
  config: HeatMapConfig,
  hooks: ExperimentHooks<RobustnessMetric> = {},
): Promise<HeatMapResult> {
  const settings = parseSettings("runHeatMaps", heatMapSchema, config);
  const { methods, losses, etas, maxNorms, momentum } = settings;
  const plan = planGrid(settings, {
    ...{ methods, losses, maxNorms },
    etasOf: () => etas,
    momenta: [momentum],
  });
  const { runs, data } = await makeRuns(settings, plan, hooks);
  return new HeatMapResult(settings, data, runs);
}
