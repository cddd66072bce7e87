import { type ContenderName, getContender } from "./contenders.ts";
import type { RunRecord } from "./grid.ts";

/** What repeated runs have in common. */
export interface SeedSummary {
  readonly accuracies: readonly number[];
  readonly mean: number;
  /** Sample standard deviation over the seeds; 0 for a single one. */
  readonly std: number;
  readonly numFailed: number;
  /** Mean loss of the last epoch over the seeds, loss units; NaN if all diverged. */
  readonly loss: number;
  /** Means over the seeds, of a whole run: updates, gradients evaluated, seconds of training. */
  readonly updates: number;
  readonly evaluations: number;
  readonly seconds: number;
}

/** The seeds of one method at one eta. */
export interface GridPoint extends SeedSummary {
  readonly eta: number;
}

/** All of one method. */
export interface MethodSummary {
  readonly method: ContenderName;
  readonly label: string;
  /** One for each eta, increasing. */
  readonly points: readonly GridPoint[];
  /** The point of the highest mean accuracy; of equals the smallest eta. */
  readonly best: GridPoint;
  readonly worst: GridPoint;
  /** How many etas come within one point (percent) of the best, the best among them. */
  readonly numGoodEtas: number;
  readonly numFailed: number;
  readonly numRuns: number;
}

/** One percentage point of accuracy. */
const ONE_POINT = 0.01;

/** Summarises runs by method, in the order in which the methods first appear. */
export function summarize(runs: readonly RunRecord[]): readonly MethodSummary[] {
  return [...groupBy(runs, ({ method }) => method)].map(([method, ofMethod]) => {
    const points = [...groupBy(ofMethod, ({ eta }) => eta)]
      .map(([eta, ofEta]) => ({ eta, ...summarizeSeeds(ofEta) }))
      .sort((a, b) => a.eta - b.eta);
    const best = points.reduce((a, b) => (b.mean > a.mean ? b : a));
    return {
      method,
      label: getContender(method).label,
      points,
      best,
      worst: points.reduce((a, b) => (b.mean < a.mean ? b : a)),
      numGoodEtas: points.filter(({ mean }) => isWithin(mean, best.mean)).length,
      numFailed: points.reduce((sum, { numFailed }) => sum + numFailed, 0),
      numRuns: ofMethod.length,
    };
  });
}

/** What is summarised of a run. */
type Summarizable = Pick<RunRecord, "accuracy" | "failed" | "loss" | "epochs">;

/** Summarises runs that differ by their seeds alone; failed ones count at chance accuracy. */
export function summarizeSeeds(runs: readonly Summarizable[]): SeedSummary {
  const accuracies = runs.map(({ accuracy }) => accuracy);
  const mean = meanOf(accuracies);
  const squares = accuracies.reduce((sum, accuracy) => sum + (accuracy - mean) ** 2, 0);
  const atEnd = (key: "updates" | "evaluations" | "seconds") =>
    meanOf(runs.map(({ epochs }) => epochs.at(-1)?.[key] ?? 0));
  return {
    accuracies,
    mean,
    std: Math.sqrt(squares / Math.max(accuracies.length - 1, 1)),
    numFailed: runs.filter(({ failed }) => failed).length,
    loss: meanOf(runs.map(({ loss }) => loss).filter(Number.isFinite)),
    updates: atEnd("updates"),
    evaluations: atEnd("evaluations"),
    seconds: atEnd("seconds"),
  };
}

/** Whether an accuracy is at most one point below another. */
export function isWithin(accuracy: number, reference: number): boolean {
  const ROUNDING = 1e-9; // means of shares such as 0.97 and 0.98 are not exact
  return accuracy >= reference - ONE_POINT - ROUNDING;
}

/** An accuracy in percent, with the deviation where there are several seeds: `97.9 ± 0.3`. */
export function formatAccuracy({
  mean,
  std,
  accuracies,
}: Pick<SeedSummary, "mean" | "std" | "accuracies">): string {
  const percent = (100 * mean).toFixed(1);
  return accuracies.length > 1 ? `${percent} ± ${(100 * std).toFixed(1)}` : percent;
}

/** Mean of numbers; NaN of none. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** Items by a key, in the order in which the keys first appear. */
function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
