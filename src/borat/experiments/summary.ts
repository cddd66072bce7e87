import { type ContenderName, getContender } from "./contenders.ts";
import { type EpochRecord, isDiverged } from "./training.ts";

/** One run: a method at an eta of the grid with a seed. */
export interface RunRecord {
  readonly method: ContenderName;
  /** Of the grid; the method's own step size is this times its `etaScale`. */
  readonly eta: number;
  readonly seed: number;
  readonly epochs: readonly EpochRecord[];
  /** Whether it diverged. */
  readonly failed: boolean;
  /** Share of the test slice classified right by the last iterate, in `[0, 1]`; chance when failed. */
  readonly accuracy: number;
}

/** The seeds of one method at one eta. */
export interface GridPoint {
  readonly eta: number;
  readonly accuracies: readonly number[];
  readonly mean: number;
  /** Sample standard deviation over the seeds; 0 for a single one. */
  readonly std: number;
  readonly numFailed: number;
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

/** Makes the record of a run of its epochs. */
export function recordRun(
  run: Pick<RunRecord, "method" | "eta" | "seed">,
  epochs: readonly EpochRecord[],
  numClasses: number,
): RunRecord {
  const last = epochs.at(-1)!;
  const failed = isDiverged(last);
  return { ...run, epochs, failed, accuracy: failed ? 1 / numClasses : last.accuracy };
}

/** Summarises runs by method, in the order in which the methods first appear. */
export function summarize(runs: readonly RunRecord[]): readonly MethodSummary[] {
  return [...groupBy(runs, ({ method }) => method)].map(([method, ofMethod]) => {
    const points = [...groupBy(ofMethod, ({ eta }) => eta)]
      .map(([eta, ofEta]) => summarizeSeeds(eta, ofEta))
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

/** Whether an accuracy is at most one point below another. */
export function isWithin(accuracy: number, reference: number): boolean {
  const ROUNDING = 1e-9; // means of shares such as 0.97 and 0.98 are not exact
  return accuracy >= reference - ONE_POINT - ROUNDING;
}

/** An accuracy in percent, with the deviation where there are several seeds: `97.9 ± 0.3`. */
export function formatAccuracy({ mean, std, accuracies }: GridPoint): string {
  const percent = (100 * mean).toFixed(1);
  return accuracies.length > 1 ? `${percent} ± ${(100 * std).toFixed(1)}` : percent;
}

function summarizeSeeds(eta: number, runs: readonly RunRecord[]): GridPoint {
  const accuracies = runs.map(({ accuracy }) => accuracy);
  const mean = accuracies.reduce((a, b) => a + b) / accuracies.length;
  const squares = accuracies.reduce((sum, accuracy) => sum + (accuracy - mean) ** 2, 0);
  return {
    eta,
    accuracies,
    mean,
    std: Math.sqrt(squares / Math.max(accuracies.length - 1, 1)),
    numFailed: runs.filter(({ failed }) => failed).length,
  };
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
