import type { EpochRecord } from "../../../src/borat/experiments/cell.ts";
import type { ContenderName, RunRecord } from "../../../src/borat/experiments/index.ts";

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
