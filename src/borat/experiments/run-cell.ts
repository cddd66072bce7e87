import type { StepReport } from "../../optim/index.ts";
import type { Model } from "../models/index.ts";
import type { BoratReport } from "../optimizer-report.ts";
import {
  type Cell,
  type CellConfig,
  type CellResult,
  type EpochRecord,
  parseCell,
} from "./cell.ts";
import { createCellSchedule } from "./cell-method.ts";
import { type BestModel, type CheckpointStore, capture, restore, saveModel } from "./checkpoint.ts";
import { type CellData, loadCellData } from "./preload.ts";
import { createTrainer } from "./trainer.ts";
import {
  batchesOf,
  isDiverged,
  noProgress,
  type Progress,
  type StepInfo,
  type TrainingContext,
  testEpoch,
  trainEpoch,
} from "./training.ts";

/** How the caller follows, stops and continues a run. */
export interface CellHooks {
  /**
   * Called after each epoch; not for those before a checkpoint that the run went on from.
   *
   * @param model - At the last iterate, bundles closed; not to be changed.
   */
  readonly onEpoch?: ((record: EpochRecord, model: Model) => void) | undefined;
  /** Called after each minibatch. */
  readonly onStep?: ((report: StepReport | BoratReport, info: StepInfo) => void) | undefined;
  /** Ends the run at the next step: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** The slices, if they are loaded already: from `loadCellData` with the same choice. */
  readonly data?: CellData | undefined;
  /** The run goes on from here, and saves at the end of each epoch. */
  readonly checkpoints?: CheckpointStore | undefined;
  /** Also saves after so many steps; by default only at the ends of epochs. */
  readonly saveEvery?: number | undefined;
  /** Tells the time in ms, for `EpochRecord.seconds`. */
  readonly now?: (() => number) | undefined;
}

/**
 * Trains one model by one method and tests it after each epoch. Runs of equal seed start from the
 * same weights and see the same order of examples, whatever the method. On a CPU equal settings give
 * equal results, stopped in between or not. A run that diverges ends early and counts at chance.
 *
 * @param config - See `cellSchema`.
 * @throws {ConfigError} If the settings are not valid, model and data do not fit, or the checkpoint
 *   is of another run.
 * @throws {DatasetError} If the data set is missing; the message says how to get it.
 * @throws The signal's reason, once it is aborted.
 * @example
 * const { accuracy } = await runCell({
 *   dataset: "digits", model: { name: "mlp" }, method: "borat", eta: 1, epochs: 40, batchSize: 50,
 * });
 */
export async function runCell(config: CellConfig, hooks: CellHooks = {}): Promise<CellResult> {
  const cell = parseCell(config);
  const data = hooks.data ?? (await loadCellData(cell));
  const trainer = createTrainer(cell, data.train);
  try {
    const { now = () => performance.now(), signal, onStep } = hooks;
    const records = await trainAll({ cell, data, trainer, now, signal, onStep }, hooks);
    return conclude(cell, records, data.train.numClasses);
  } finally {
    trainer.dispose();
  }
}

async function trainAll(
  context: TrainingContext,
  { checkpoints, saveEvery = Number.POSITIVE_INFINITY, onEpoch }: CellHooks,
): Promise<readonly EpochRecord[]> {
  const { cell, trainer } = context;
  const schedule = createCellSchedule(cell);
  const saved = await checkpoints?.load();
  prepare(context);
  if (saved) restore(context, saved);
  let progress = saved?.progress ?? noProgress;
  let best = saved?.best;
  const save = () => checkpoints?.save(capture(context, progress, best));
  const afterStep = (reached: Progress) => {
    progress = reached;
    return reached.step % saveEvery === 0 ? save() : undefined;
  };
  while (progress.epoch <= cell.epochs && !hasDiverged(progress)) {
    if (schedule && progress.step === 0) {
      trainer.optimizer.setLearningRate(schedule((progress.epoch - 1) / cell.epochs));
    }
    const trained = await trainEpoch({ ...context, afterStep }, progress);
    trainer.optimizer.finish(); // an open bundle would leave its inner point in the model
    progress = testEpoch(context, trained);
    const record = progress.records.at(-1)!;
    if (checkpoints) best = better(best, record, context);
    onEpoch?.(record, trainer.model);
    await save();
  }
  return progress.records;
}

/** Records all graphs at once: for full minibatches, and for a smaller last one. */
function prepare(context: TrainingContext): void {
  const { cell, data, trainer } = context;
  const batches = batchesOf(context, 1);
  const remainder = data.train.size % cell.batchSize;
  const isMixed = remainder > 0 && batches.numBatches > 1;
  const shapes = [batches.batch(0), ...(isMixed ? [batches.batch(batches.numBatches - 1)] : [])];
  trainer.prepare(shapes, [data.test, ...(data.validation ? [data.validation] : [])]);
}

function hasDiverged({ records }: Progress): boolean {
  const last = records.at(-1);
  return last !== undefined && isDiverged(last);
}

function better(
  best: BestModel | undefined,
  { epoch, validationAccuracy }: EpochRecord,
  { trainer: { model, optimizer } }: TrainingContext,
): BestModel | undefined {
  if (validationAccuracy === undefined) return undefined;
  if (!(validationAccuracy > (best?.validationAccuracy ?? -1))) return best;
  return { epoch, validationAccuracy, ...optimizer.evaluate(() => saveModel(model)) };
}

function conclude(cell: Cell, epochs: readonly EpochRecord[], numClasses: number): CellResult {
  const last = epochs.at(-1)!;
  const failed = isDiverged(last);
  const accuracy = failed ? 1 / numClasses : chosenEpoch(epochs).accuracy;
  return { cell, epochs, failed, accuracy, loss: last.loss };
}

/** The first epoch of the highest validation accuracy; the last one without validation. */
function chosenEpoch(epochs: readonly EpochRecord[]): EpochRecord {
  const validated = epochs.filter(({ validationAccuracy }) => validationAccuracy !== undefined);
  if (validated.length === 0) return epochs.at(-1)!;
  return validated.reduce((best, record) =>
    record.validationAccuracy! > best.validationAccuracy! ? record : best,
  );
}
