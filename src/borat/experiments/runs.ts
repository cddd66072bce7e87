import type { Cell, CellConfig, CellResult, EpochRecord } from "./cell.ts";
import { type CellData, loadCellData } from "./preload.ts";
import { runCell } from "./run-cell.ts";
import { commonCell, type Setup } from "./setup.ts";

/** Where the numbers of a result come from. */
export interface DataProvenance {
  readonly name: string;
  readonly sha256: string;
  readonly licence: string;
  readonly citation: string;
  /** The slices, in words. */
  readonly train: string;
  readonly test: string;
}

/** A run that a study wants: its place among the others, and what is trained there. */
export interface PlannedRun<Place> {
  readonly place: Place;
  readonly cell: CellConfig;
}

/** A run that was made: its place, and what it gave. */
export type Run<Place> = Place &
  Pick<CellResult, "epochs" | "failed" | "accuracy" | "loss"> & {
    /** Number of this run in the study's plan, from 0. */
    readonly run: number;
  };

/** One epoch of one run, as it ends. */
export type RunMetric<Place> = Place &
  EpochRecord & {
    /** Number of this run, from 0, and of all. */
    readonly run: number;
    readonly numRuns: number;
  };

/** How the caller follows and stops a study. */
export interface ExperimentHooks<Metric> {
  /** Called after each epoch of each run. */
  readonly onMetric?: ((metric: Metric) => void) | undefined;
  /** Ends the study at the next step: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Tells the time in ms; by default the machine's clock. */
  readonly now?: (() => number) | undefined;
  /** Makes each run in this process's place, e.g. from a record of earlier ones; by default `runCell`. */
  readonly run?: RunCell | undefined;
}

/** Makes one run, as `runCell` does. */
export type RunCell = (
  cell: CellConfig,
  hooks: {
    readonly onEpoch: (record: EpochRecord) => void;
    readonly signal: AbortSignal | undefined;
    readonly now: (() => number) | undefined;
    readonly data: CellData;
  },
) => Promise<CellResult>;

/** Runs and where their data came from. */
export interface StudyRuns<Place> {
  readonly runs: readonly Run<Place>[];
  readonly data: DataProvenance;
}

/**
 * Makes the runs of a study one after another, on one copy of its data.
 *
 * @param adapt - Changes the slices before they are used.
 * @throws The signal's reason, once it is aborted.
 */
export async function makeRuns<Place extends object>(
  setup: Setup,
  plan: readonly PlannedRun<Place>[],
  { onMetric, signal, now, run: execute = runCell }: ExperimentHooks<RunMetric<Place>>,
  adapt: (data: CellData) => CellData = (data) => data,
): Promise<StudyRuns<Place>> {
  const { dataset, train, test } = setup;
  const data = adapt(await loadCellData({ dataset, train, test }));
  const runs: Run<Place>[] = [];
  for (const [run, { place, cell }] of plan.entries()) {
    signal?.throwIfAborted();
    const onEpoch = (record: EpochRecord) =>
      onMetric?.({ ...place, ...record, run, numRuns: plan.length });
    const { epochs, failed, accuracy, loss } = await execute(cell, { onEpoch, signal, now, data });
    runs.push({ ...place, run, epochs, failed, accuracy, loss });
  }
  return { runs, data: provenanceOf(data) };
}

/** What a run has besides the study's set-up, or in its place. */
export type CellVariation = Omit<
  CellConfig,
  "dataset" | "train" | "test" | "model" | "epochs" | "batchSize" | "compiled"
> & { readonly model?: Cell["model"] };

/** A run's configuration: the study's set-up, and what is special to it. */
export function toCell(setup: Setup, variation: CellVariation): CellConfig {
  return { ...commonCell(setup), ...variation };
}

function provenanceOf({ train, test }: CellData): DataProvenance {
  const { name, sha256, licence, citation } = train;
  return { name, sha256, licence, citation, train: train.slice, test: test.slice };
}
