import { z } from "zod";
import { ConfigError } from "../../core/index.ts";
import { AblationResult } from "./ablation-result.ts";
import { etasSchema, momentumSchema } from "./config.ts";
import {
  type ExperimentHooks,
  makeRuns,
  type PlannedRun,
  type Run,
  type RunMetric,
  toCell,
} from "./runs.ts";
import { parseSettings, setupShape, studyLosses } from "./setup.ts";

/** How the pieces of a bundle are collected. */
export const bundleModes = ["different", "same", "different-gradient", "same-gradient"] as const;

/**
 * `different`: each piece of a minibatch of its own; `same`: all of one minibatch. `-gradient`: the
 * next piece's point is reached by a gradient step, not by the dual of the pieces so far.
 */
export type BundleMode = (typeof bundleModes)[number];

/** What an ablation of BORAT runs: every bundle size in every mode at every eta. */
export const ablationSchema = z.strictObject({
  ...setupShape,
  loss: z.enum(studyLosses).default("cross-entropy"),
  /** Pieces N, the constant 0 included. With 2 all modes are one, which is run once. */
  bundleSizes: z.array(z.int().min(2).max(16)).min(1).readonly().default([2, 3, 4, 5, 6, 8]),
  modes: z
    .array(z.enum(bundleModes))
    .min(1)
    .readonly()
    .default(["different", "same", "different-gradient"]),
  etas: etasSchema,
  momentum: momentumSchema.default(0.9),
});

/** Settings as a user writes them: what has a default may be left out. */
export type AblationConfig = z.input<typeof ablationSchema>;

/** Settings with every default filled in. */
export type AblationSettings = z.output<typeof ablationSchema>;

/** Which BORAT a run trained by. */
export interface AblationPlace {
  readonly bundleSize: number;
  /** Of 2 pieces always the first mode of the settings. */
  readonly mode: BundleMode;
  readonly eta: number;
  readonly seed: number;
}

/** One run of an ablation. */
export type AblationRun = Run<AblationPlace>;

/** One epoch of one run of an ablation, as it ends. */
export type AblationMetric = RunMetric<AblationPlace>;

/**
 * Trains by BORAT with bundles of several sizes, collected in several ways. All run for the same
 * epochs; the modes that evaluate a minibatch `N - 1` times are also compared at the epoch at which
 * they had evaluated as many gradients as the others in all of theirs.
 *
 * @param config - See `ablationSchema`.
 * @throws {ConfigError} If the configuration is not valid.
 * @throws {DatasetError} If the data set is missing.
 * @example
 * const result = await runAblation({
 *   dataset: "digits", model: "mlp", train: 1000, etas: [0.1, 1], epochs: 42, batchSize: 50,
 * });
 * result.table();
 */
export async function runAblation(
  config: AblationConfig,
  hooks: ExperimentHooks<AblationMetric> = {},
): Promise<AblationResult> {
  const settings = parseSettings("runAblation", ablationSchema, config);
  requireEpochs(settings);
  const { runs, data } = await makeRuns(settings, planRuns(settings), hooks);
  return new AblationResult(settings, data, runs);
}

/** With fewer epochs than gradients per minibatch, no epoch ends within the budget of gradients. */
function requireEpochs({ epochs, bundleSizes, modes }: AblationSettings): void {
  const most = Math.max(...bundleSizes) - 1;
  if (epochs >= most || !modes.some((mode) => mode.startsWith("same"))) return;
  throw new ConfigError(
    `runAblation: epochs must be at least ${most} to compare ${most + 1} pieces of the same minibatch at equal gradient evaluations, got ${epochs}`,
  );
}

function planRuns(settings: AblationSettings): readonly PlannedRun<AblationPlace>[] {
  const { seeds, etas, bundleSizes, modes, momentum, loss } = settings;
  const places = seeds.flatMap((seed) =>
    etas.flatMap((eta) =>
      bundleSizes.flatMap((bundleSize) =>
        (bundleSize === 2 ? modes.slice(0, 1) : modes).map((mode) => ({
          ...{ bundleSize, mode, eta, seed },
        })),
      ),
    ),
  );
  return places.map(({ bundleSize, mode, eta, seed }) => {
    const batchMode = mode.startsWith("same") && bundleSize > 2 ? "same" : "different";
    const innerStep = mode.endsWith("-gradient") && bundleSize > 2 ? "gradient" : "dual";
    const options = { bundleSize, momentum, batchMode, innerStep };
    return {
      place: { bundleSize, mode, eta, seed },
      cell: toCell(settings, { method: "borat", options, eta, loss, seed }),
    };
  });
}
