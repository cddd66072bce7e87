import { setImmediate } from "node:timers/promises";
import { createBatches } from "../../data/index.ts";
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
import { type CellData, loadCellData } from "./preload.ts";
import { createTrainer, type Trainer } from "./trainer.ts";

/** Where a step stands in its run. */
export interface StepInfo {
  /** From 1. */
  readonly epoch: number;
  /** Number of the minibatch in the epoch, from 0. */
  readonly step: number;
}

/** How the caller follows, stops and continues a run. */
export interface CellHooks {
  /**
   * Called after each epoch.
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
  /** Tells the time in ms, for `EpochRecord.seconds`. */
  readonly now?: (() => number) | undefined;
}

/** What a run has done so far. */
interface Progress {
  readonly records: readonly EpochRecord[];
  /** From 1. */
  readonly epoch: number;
  /** Minibatches of this epoch that were taken. */
  readonly step: number;
  /** Of the minibatch losses of this epoch that were finite. */
  readonly lossSum: number;
  readonly numFinite: number;
  readonly updates: number;
  readonly evaluations: number;
  readonly seconds: number;
}

const start: Progress = {
  records: [],
  epoch: 1,
  step: 0,
  lossSum: 0,
  numFinite: 0,
  updates: 0,
  evaluations: 0,
  seconds: 0,
};

/**
 * Trains one model by one method and tests it after each epoch. Runs of equal seed start from the
 * same weights and see the same order of examples, whatever the method; on a CPU equal settings give
 * equal results. A run that diverges ends early and counts at chance.
 *
 * @param config - See `cellSchema`.
 * @throws {ConfigError} If the settings are not valid, or model and data do not fit.
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
    const records = await trainAll({ cell, data, trainer, hooks });
    return conclude(cell, records, data.train.numClasses);
  } finally {
    trainer.dispose();
  }
}

/** All that stays the same during a run. */
interface Run {
  readonly cell: Cell;
  readonly data: CellData;
  readonly trainer: Trainer;
  readonly hooks: CellHooks;
}

async function trainAll(run: Run): Promise<readonly EpochRecord[]> {
  const { cell, trainer, hooks } = run;
  const schedule = createCellSchedule(cell);
  let progress = start;
  while (progress.epoch <= cell.epochs) {
    const { epoch, step } = progress;
    if (schedule && step === 0) {
      trainer.optimizer.setLearningRate(schedule((epoch - 1) / cell.epochs));
    }
    progress = await trainEpoch(run, progress);
    trainer.optimizer.finish(); // an open bundle would leave its inner point in the model
    const record = testEpoch(run, progress);
    hooks.onEpoch?.(record, trainer.model);
    const records = [...progress.records, record];
    progress = { ...progress, records, epoch: epoch + 1, step: 0, lossSum: 0, numFinite: 0 };
    if (isDiverged(record)) break;
  }
  return progress.records;
}

async function trainEpoch(run: Run, from: Progress): Promise<Progress> {
  const LONGEST_HOLD = 10; // ms without a look at the event loop
  const { cell, data, trainer, hooks } = run;
  const { now = () => performance.now(), signal, onStep } = hooks;
  const { epoch } = from;
  const { batchSize, seed, augment } = cell;
  const batches = createBatches(data.train, {
    batchSize,
    seed,
    epoch,
    augment: augment ? {} : undefined,
  });
  let { step, lossSum, numFinite, updates, evaluations, seconds } = from;
  let held = now();
  for (const batch of batches.from(step)) {
    signal?.throwIfAborted();
    const before = now();
    const report = trainer.step(batch);
    const after = now();
    seconds += (after - before) / 1000;
    if (Number.isFinite(report.loss)) {
      lossSum += report.loss;
      numFinite += 1;
    }
    if (report.updated) updates += 1;
    evaluations += gradientsOf(cell, report);
    onStep?.(report, { epoch, step });
    step += 1;
    if (after - held > LONGEST_HOLD) {
      await setImmediate();
      held = now();
    }
  }
  await setImmediate();
  signal?.throwIfAborted();
  return { ...from, step, lossSum, numFinite, updates, evaluations, seconds };
}

function testEpoch({ data, trainer }: Run, progress: Progress): EpochRecord {
  const { epoch, lossSum, numFinite, updates, evaluations, seconds } = progress;
  const { accuracy, weightNorm } = trainer.test(data.test);
  const validation = data.validation && trainer.test(data.validation);
  return {
    epoch,
    loss: lossSum / numFinite,
    accuracy,
    ...(validation && { validationAccuracy: validation.accuracy }),
    updates,
    evaluations,
    seconds,
    weightNorm,
  };
}

/** Gradients behind one report: BORAT may take several of one minibatch. */
function gradientsOf({ options }: Cell, report: StepReport | BoratReport): number {
  if (options["batchMode"] !== "same" || !("bundle" in report)) return 1;
  return report.bundle?.losses.length ?? 1;
}

/** Whether a run that ends with this epoch has failed: no later step could mend it. */
export function isDiverged({ loss, accuracy }: Pick<EpochRecord, "loss" | "accuracy">): boolean {
  return Number.isNaN(loss) || Number.isNaN(accuracy);
}

function conclude(cell: Cell, epochs: readonly EpochRecord[], numClasses: number): CellResult {
  const last = epochs.at(-1)!;
  const failed = isDiverged(last);
  const accuracy = failed ? 1 / numClasses : bestEpoch(epochs).accuracy;
  return { cell, epochs, failed, accuracy, loss: last.loss };
}

/** The first epoch of the highest validation accuracy; the last one without validation. */
function bestEpoch(epochs: readonly EpochRecord[]): EpochRecord {
  const validated = epochs.filter(({ validationAccuracy }) => validationAccuracy !== undefined);
  if (validated.length === 0) return epochs.at(-1)!;
  return validated.reduce((best, record) =>
    record.validationAccuracy! > best.validationAccuracy! ? record : best,
  );
}
