import { type Interval, tInterval } from "../evaluation/intervals.ts";
import type { FocusType } from "../instructions.ts";
import type { ValueSet } from "../splits.ts";
import type { FocusRun } from "./config.ts";
import type { FocusRunResult } from "./run-focus.ts";

/** What a run is called in tables. */
export type MethodName = "untuned" | "few-shot" | "SFT(y)" | "SFT(y_focus)" | "FIT";

/** Focus accuracy of a method, over its seeds. */
export interface MethodAccuracy {
  readonly method: MethodName;
  readonly values: ValueSet;
  readonly phrasing: "known" | "heldOut";
  readonly split: string;
  readonly type: FocusType;
  /** Mean over the seeds, in `[0, 1]`. */
  readonly accuracy: number;
  /** 95 %: of the mean over seeds (Student), for a single seed that of its texts (Wilson). */
  readonly interval: Interval;
  readonly numSeeds: number;
}

/** Tells what a run is called in tables. */
export function methodName({ training, numShots }: FocusRun): MethodName {
  if (training === null) return numShots > 0 ? "few-shot" : "untuned";
  return ({ fit: "FIT", sftTrue: "SFT(y)", sftFocus: "SFT(y_focus)" } as const)[training.method];
}

/**
 * Takes runs together that differ by their seed only.
 *
 * @param results - Of one task and one kind of settings.
 * @returns In order of appearance.
 */
export function summarizeRuns(results: readonly FocusRunResult[]): readonly MethodAccuracy[] {
  const cells = results.flatMap(({ run, tests }) =>
    tests.flatMap(({ values, phrasing, splits }) =>
      splits.flatMap(({ split, accuracies }) =>
        accuracies.map((found) => ({ method: methodName(run), values, phrasing, split, ...found })),
      ),
    ),
  );
  const groups = new Map<string, typeof cells>();
  for (const cell of cells) {
    const { method, values, phrasing, split, type } = cell;
    const key = [method, values, phrasing, split, type].join(" ");
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group;
    const accuracies = group.map(({ accuracy }) => accuracy);
    const { method, values, phrasing, split, type, interval } = first!;
    return {
      ...{ method, values, phrasing, split, type },
      accuracy: accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / group.length,
      interval: group.length === 1 ? interval : within(tInterval(accuracies)),
      numSeeds: group.length,
    };
  });
}

function within({ low, high }: Interval): Interval {
  return { low: Math.max(0, low), high: Math.min(1, high) };
}
