import { type Cell, type EpochRecord, parseCell } from "../../../src/borat/experiments/cell.ts";
import type { ContenderName, RunCell, RunRecord } from "../../../src/borat/experiments/index.ts";

/** An epoch with what a test does not care for filled in. */
export function makeEpoch(fields: Partial<EpochRecord> = {}): EpochRecord {
  return {
    ...{ epoch: 1, loss: 1, accuracy: 0.5, updates: 20, evaluations: 20, seconds: 0.1 },
    weightNorm: 1,
    ...fields,
  };
}

/** Runs of one method with the given accuracies, one list of seeds for each eta. */
export function makeRuns(
  method: ContenderName,
  accuracies: Readonly<Record<string, readonly number[]>>,
  fields: Partial<RunRecord> = {},
): readonly RunRecord[] {
  return Object.entries(accuracies).flatMap(([eta, seeds]) =>
    seeds.map(
      (accuracy, seed): RunRecord => ({
        ...{ method, objective: "cross-entropy", eta: Number(eta), momentum: 0.9, seed, run: 0 },
        epochs: [makeEpoch({ loss: 1 - accuracy, accuracy })],
        ...{ failed: false, accuracy, loss: 1 - accuracy },
        ...fields,
      }),
    ),
  );
}

/**
 * Stands in for `runCell`: one gradient evaluation and one update per minibatch, the accuracies and
 * losses as told, epoch by epoch.
 */
export function makeRunCell(
  tell: (cell: Cell, epoch: number) => Partial<EpochRecord> & { readonly failed?: boolean },
): RunCell {
  return (config, { onEpoch, signal }) => {
    signal?.throwIfAborted();
    const cell = parseCell(config);
    const perEpoch = Math.ceil(cell.train! / cell.batchSize);
    const epochs = Array.from({ length: cell.epochs }, (_, i) => {
      const { failed: _failed, ...told } = tell(cell, i + 1);
      const count = (i + 1) * perEpoch;
      const record = makeEpoch({ epoch: i + 1, updates: count, evaluations: count, ...told });
      onEpoch(record);
      return record;
    });
    const { accuracy, loss } = epochs.at(-1)!;
    const failed = tell(cell, cell.epochs).failed ?? false;
    return Promise.resolve({ cell, epochs, failed, accuracy, loss });
  };
}
