import { setImmediate } from "node:timers/promises";
import { type Batches, createBatches, type InputValues } from "../../data/index.ts";
import type { StepReport } from "../../optim/index.ts";
import type { BoratReport } from "../optimizer-report.ts";
import type { Cell, EpochRecord } from "./cell.ts";
import type { CellData } from "./preload.ts";
import type { Trainer } from "./trainer.ts";

/** Where a step stands in its run. */
export interface StepInfo {
  /** From 1. */
  readonly epoch: number;
  /** Number of the minibatch in the epoch, from 0. */
  readonly step: number;
}

/** What a run has done so far. */
export interface Progress {
  readonly records: readonly EpochRecord[];
  /** The one under way, from 1. */
  readonly epoch: number;
  /** Minibatches of it that were taken. */
  readonly step: number;
  /** Of its minibatch losses that were finite. */
  readonly lossSum: number;
  readonly numFinite: number;
  /** Of the whole run, as in {@link EpochRecord}. */
  readonly updates: number;
  readonly evaluations: number;
  readonly seconds: number;
}

/** How a run begins. */
export const noProgress: Progress = {
  records: [],
  epoch: 1,
  step: 0,
  lossSum: 0,
  numFinite: 0,
  updates: 0,
  evaluations: 0,
  seconds: 0,
};

/** All that stays the same during a run. */
export interface TrainingContext {
  readonly cell: Cell;
  readonly data: CellData;
  readonly trainer: Trainer;
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((report: StepReport | BoratReport, info: StepInfo) => void) | undefined;
  /** Called after each step, once the progress counts it. */
  readonly afterStep?: ((progress: Progress) => Promise<void> | undefined) | undefined;
}

/** The minibatches of an epoch: equal for all runs of equal seed and data. */
export function batchesOf({ cell, data }: TrainingContext, epoch: number): Batches<InputValues> {
  const { batchSize, seed, augment } = cell;
  return createBatches(data.train, {
    batchSize,
    seed,
    epoch,
    augment: augment ? {} : undefined,
  });
}

/**
 * Takes the rest of an epoch's steps.
 *
 * @returns The progress at its end, the epoch not tested yet.
 * @throws The signal's reason, once it is aborted.
 */
export async function trainEpoch(context: TrainingContext, from: Progress): Promise<Progress> {
  const LONGEST_HOLD = 10; // ms without a look at the event loop
  const { trainer, now, signal, onStep, afterStep } = context;
  let progress = from;
  let held = now();
  await setImmediate(); // small epochs are shorter than that
  for (const batch of batchesOf(context, from.epoch).from(from.step)) {
    signal?.throwIfAborted();
    const before = now();
    const report = trainer.step(batch);
    const after = now();
    const { epoch, step } = progress;
    progress = count(context.cell, progress, report, (after - before) / 1000);
    onStep?.(report, { epoch, step });
    await afterStep?.(progress);
    if (after - held > LONGEST_HOLD) {
      await setImmediate();
      held = now();
    }
  }
  signal?.throwIfAborted();
  return progress;
}

/** Tests after an epoch and begins the next one. */
export function testEpoch({ data, trainer }: TrainingContext, progress: Progress): Progress {
  const { epoch, lossSum, numFinite, updates, evaluations, seconds } = progress;
  const { accuracy, weightNorm } = trainer.test(data.test);
  const validation = data.validation && trainer.test(data.validation);
  const record = {
    epoch,
    loss: lossSum / numFinite,
    accuracy,
    ...(validation && { validationAccuracy: validation.accuracy }),
    updates,
    evaluations,
    seconds,
    weightNorm,
  };
  const records = [...progress.records, record];
  return { ...progress, records, epoch: epoch + 1, step: 0, lossSum: 0, numFinite: 0 };
}

/** Whether a run that ends with this epoch has failed: no later step could mend it. */
export function isDiverged({ loss, accuracy }: Pick<EpochRecord, "loss" | "accuracy">): boolean {
  return Number.isNaN(loss) || Number.isNaN(accuracy);
}

function count(
  cell: Cell,
  progress: Progress,
  report: StepReport | BoratReport,
  seconds: number,
): Progress {
  const isCounted = Number.isFinite(report.loss);
  return {
    ...progress,
    step: progress.step + 1,
    lossSum: progress.lossSum + (isCounted ? report.loss : 0),
    numFinite: progress.numFinite + (isCounted ? 1 : 0),
    updates: progress.updates + (report.updated ? 1 : 0),
    evaluations: progress.evaluations + gradientsOf(cell, report),
    seconds: progress.seconds + seconds,
  };
}

/** Gradients behind one report: BORAT may take several of one minibatch. */
function gradientsOf({ options }: Cell, report: StepReport | BoratReport): number {
  if (options["batchMode"] !== "same" || !("bundle" in report)) return 1;
  return report.bundle?.losses.length ?? 1;
}
