import type { ContenderName, RunRecord } from "../../../src/borat/experiments/index.ts";

/** Runs of one method with the given accuracies, one list of seeds for each eta. */
export function makeRuns(
  method: ContenderName,
  accuracies: Readonly<Record<string, readonly number[]>>,
): readonly RunRecord[] {
  return Object.entries(accuracies).flatMap(([eta, seeds]) =>
    seeds.map((accuracy, seed) => ({
      method,
      eta: Number(eta),
      seed,
      epochs: [{ epoch: 1, loss: 1 - accuracy, accuracy }],
      failed: false,
      accuracy,
    })),
  );
}
