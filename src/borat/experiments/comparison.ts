import { z } from "zod";
import { ComparisonResult } from "./comparison-result.ts";
import { etasSchema, momentumSchema } from "./config.ts";
import { type ContenderName, contenderNames, contendersFor, getContender } from "./contenders.ts";
import { planGrid } from "./grid.ts";
import type { RobustnessMetric } from "./robustness.ts";
import { type ExperimentHooks, makeRuns } from "./runs.ts";
import { parseSettings, setupShape, studyLosses } from "./setup.ts";

/** What a comparison runs: the methods with a knob at every eta, the others as published. */
export const comparisonSchema = z.strictObject({
  ...setupShape,
  loss: z.enum(studyLosses).default("cross-entropy"),
  /** By default all that can train by the loss. */
  methods: z.array(z.enum(contenderNames)).min(1).readonly().optional(),
  /** Step sizes to try; a method may scale them (Adam: by 1/100). */
  etas: etasSchema,
  /** Other etas for some of the methods. */
  etasOf: z.partialRecord(z.enum(contenderNames), etasSchema).default({}),
  /** Sweeps the methods that are meant to run untuned, too; eta 1 is their published setting. */
  sweepUntuned: z.boolean().default(false),
  momentum: momentumSchema.default(0.9),
});

/** Settings as a user writes them: what has a default may be left out. */
export type ComparisonConfig = z.input<typeof comparisonSchema>;

/** Settings with every default filled in. */
export type ComparisonSettings = Omit<z.output<typeof comparisonSchema>, "methods"> & {
  readonly methods: readonly ContenderName[];
};

/**
 * Compares all methods of the paper's comparisons and later ones without a knob, each for the same
 * number of epochs from the same weights; the last iterate (or the average that a method recommends)
 * is tested. The best eta is chosen by test accuracy, for every method alike.
 *
 * @param config - See `comparisonSchema`.
 * @throws {ConfigError} If the configuration is not valid.
 * @throws {DatasetError} If the data set is missing.
 * @example
 * const result = await runComparison({
 *   dataset: "digits", model: "mlp", train: 1000, etas: [0.03, 0.3, 3], epochs: 40, batchSize: 50,
 * });
 * result.table();
 */
export async function runComparison(
  config: ComparisonConfig,
  hooks: ExperimentHooks<RobustnessMetric> = {},
): Promise<ComparisonResult> {
  const settings = resolve(parseSettings("runComparison", comparisonSchema, config));
  const { methods, loss, momentum } = settings;
  const plan = planGrid(settings, {
    methods,
    losses: [loss],
    etasOf: (method) => etasFor(settings, method),
    maxNorms: [undefined],
    momenta: [momentum],
  });
  const { runs, data } = await makeRuns(settings, plan, hooks);
  return new ComparisonResult(settings, data, runs);
}

function resolve(parsed: z.output<typeof comparisonSchema>): ComparisonSettings {
  return { ...parsed, methods: parsed.methods ?? contendersFor(parsed.loss) };
}

function etasFor(
  { etas, etasOf, sweepUntuned }: ComparisonSettings,
  method: ContenderName,
): readonly number[] {
  const given = etasOf[method];
  if (given !== undefined) return given;
  return getContender(method).isUntuned && !sweepUntuned ? [1] : etas;
}
