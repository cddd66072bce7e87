import { z } from "zod";
import type { Cell } from "./cell.ts";
import { momentumSchema } from "./config.ts";
import { type ContenderName, contenderNames, getContender } from "./contenders.ts";
import { InterpolationResult } from "./interpolation-result.ts";
import {
  type ExperimentHooks,
  makeRuns,
  type PlannedRun,
  type Run,
  type RunMetric,
  toCell,
} from "./runs.ts";
import { isNormalised, parseSettings, positiveInteger, setupShape, studyLosses } from "./setup.ts";

/** What a check of interpolation runs: models of several widths. */
export const interpolationSchema = z.strictObject({
  ...setupShape,
  /** The perceptrons have two hidden layers of the width; the conv net the width, then twice as many channels. */
  model: z.enum(["mlp", "mlp-bn", "conv"]),
  loss: z.enum(studyLosses).default("cross-entropy"),
  widths: z.array(positiveInteger).min(1).readonly(),
  method: z.enum(contenderNames).default("borat-3"),
  /** Of the common grid. */
  eta: z.number().positive(),
  momentum: momentumSchema.default(0.9),
});

/** Settings as a user writes them: what has a default may be left out. */
export type InterpolationConfig = z.input<typeof interpolationSchema>;

/** Settings with every default filled in. */
export type InterpolationSettings = z.output<typeof interpolationSchema>;

/** Which model a run trained. */
export interface InterpolationPlace {
  readonly method: ContenderName;
  readonly width: number;
  readonly seed: number;
}

/** One run of a check of interpolation. */
export type InterpolationRun = Run<InterpolationPlace>;

/** One epoch of one run of a check of interpolation; its validation accuracy is the training slice's. */
export type InterpolationMetric = RunMetric<InterpolationPlace>;

/**
 * Checks the premise of ALI-G and BORAT: that a model can bring the loss of every training example
 * close to 0. Trains models of growing width and tests them on the training slice, too.
 *
 * @param config - See `interpolationSchema`.
 * @throws {ConfigError} If the configuration is not valid.
 * @throws {DatasetError} If the data set is missing.
 * @example
 * const result = await runInterpolation({
 *   dataset: "mnist-1d", model: "mlp", train: 4000, widths: [10, 30, 100, 300], eta: 0.1,
 *   epochs: 40, batchSize: 100,
 * });
 * result.warnings();
 */
export async function runInterpolation(
  config: InterpolationConfig,
  hooks: ExperimentHooks<InterpolationMetric> = {},
): Promise<InterpolationResult> {
  const settings = parseSettings("runInterpolation", interpolationSchema, config);
  // No epoch is chosen by the training slice: the result reads the last one.
  const testAlsoOnTraining = <T extends { readonly train: unknown }>(data: T) => ({
    ...data,
    validation: data.train,
  });
  const { runs, data } = await makeRuns(settings, planRuns(settings), hooks, testAlsoOnTraining);
  return new InterpolationResult(settings, data, runs);
}

function planRuns(settings: InterpolationSettings): readonly PlannedRun<InterpolationPlace>[] {
  const { seeds, widths, method, eta, momentum, loss, train, batchSize } = settings;
  const part = getContender(method).toCell({
    ...{ eta, momentum },
    normalised: isNormalised(settings),
    stepsPerEpoch: Math.ceil(train / batchSize),
  });
  return seeds.flatMap((seed) =>
    widths.map((width) => ({
      place: { method, width, seed },
      cell: toCell(settings, { ...part, model: modelOf(settings.model, width), loss, seed }),
    })),
  );
}

function modelOf(model: InterpolationSettings["model"], width: number): Cell["model"] {
  if (model === "conv") return { name: "conv", channels: [width, 2 * width] };
  return { name: "mlp", hidden: [width, width], batchNorm: model === "mlp-bn" };
}
