import { z } from "zod";
import { ConfigError, tf } from "../../core/index.ts";
import {
  type Dataset,
  loadDataset,
  type Split,
  splitDataset,
  standardize,
} from "../../data/index.ts";
import { crossEntropy, multiClassHinge } from "../losses.ts";
import { convNet, type Model, mlp } from "../models/index.ts";
import { type RobustnessConfig, type RobustnessSettings, robustnessSchema } from "./config.ts";
import { type ContenderName, getContender } from "./contenders.ts";
import { type DataProvenance, RobustnessResult } from "./result.ts";
import { type RunRecord, recordRun } from "./summary.ts";
import { type DeviceSplit, type EpochRecord, toDevice, train } from "./training.ts";

/** One epoch of one run, as it ends. */
export interface RobustnessMetric extends EpochRecord {
  readonly method: ContenderName;
  readonly eta: number;
  readonly seed: number;
  /** Number of this run, from 0, and of all. */
  readonly run: number;
  readonly numRuns: number;
}

/** How the caller follows and stops an experiment. */
export interface ExperimentHooks {
  /** Called after each epoch of each run. */
  readonly onMetric?: (metric: RobustnessMetric) => void;
  /** Ends the experiment at the next step: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

const losses = { "cross-entropy": crossEntropy, hinge: multiClassHinge };

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
  { onMetric, signal }: ExperimentHooks = {},
): Promise<RobustnessResult> {
  const settings = parseSettings(config);
  const split = splitDataset(await loadDataset(settings.dataset), settings);
  const data = toDevice(standardize(split));
  const plan = planRuns(settings);
  const runs: RunRecord[] = [];
  try {
    for (const [run, planned] of plan.entries()) {
      const onEpoch = (epoch: EpochRecord) =>
        onMetric?.({ ...planned, ...epoch, run, numRuns: plan.length });
      const epochs = await trainOne(settings, planned, { split, data, onEpoch, signal });
      runs.push(recordRun(planned, epochs, split.train.numClasses));
    }
  } finally {
    tf.dispose([data.train, data.test].flatMap(({ inputs, labels }) => [inputs, labels]));
  }
  return new RobustnessResult(settings, provenanceOf(split), runs);
}

function parseSettings(config: RobustnessConfig): RobustnessSettings {
  const parsed = robustnessSchema.safeParse(config);
  if (parsed.success) return parsed.data;
  throw new ConfigError(`runRobustness: invalid config\n${z.prettifyError(parsed.error)}`);
}

type PlannedRun = Pick<RunRecord, "method" | "eta" | "seed">;

/** Seeds outermost: a first picture of the whole grid comes early. */
function planRuns({ seeds, etas, methods }: RobustnessSettings): readonly PlannedRun[] {
  return seeds.flatMap((seed) =>
    etas.flatMap((eta) => methods.map((method) => ({ method, eta, seed }))),
  );
}

interface RunContext {
  readonly split: Split;
  readonly data: DeviceSplit;
  readonly onEpoch: (epoch: EpochRecord) => void;
  readonly signal: AbortSignal | undefined;
}

async function trainOne(
  { model: architecture, momentum, maxNorm, loss, epochs, batchSize }: RobustnessSettings,
  { method: name, eta: gridEta, seed }: PlannedRun,
  { split, ...context }: RunContext,
): Promise<readonly EpochRecord[]> {
  const method = getContender(name);
  const eta = gridEta * method.etaScale;
  const model = createModel(architecture, split.train, seed);
  const optimizer = method.create(model.variables, { eta, momentum, maxNorm });
  const schedule = method.schedule?.(eta);
  try {
    return await train({
      ...context,
      model,
      optimizer,
      schedule,
      loss: losses[loss],
      epochs,
      batchSize,
      seed,
    });
  } finally {
    optimizer.dispose();
    model.dispose();
  }
}

function createModel(
  architecture: RobustnessSettings["model"],
  { name, inputShape, inputs, size, numClasses }: Dataset,
  seed: number,
): Model {
  if (architecture === "mlp") return mlp({ inputSize: inputs.length / size, numClasses, seed });
  const [height, width] = inputShape;
  if (height === undefined || width === undefined) {
    throw new ConfigError(
      `runRobustness: model must be mlp for the signals of ${name}, got ${architecture}`,
    );
  }
  return convNet({ imageShape: [height, width], numClasses, seed });
}

function provenanceOf({ train, test }: Split): DataProvenance {
  const { name, sha256, licence, citation } = train;
  return { name, sha256, licence, citation, train: train.slice, test: test.slice };
}
