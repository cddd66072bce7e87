import { ConfigError } from "../../core/index.ts";
import { type Interval, tInterval } from "../evaluation/intervals.ts";
import { type FocusType, focusTypeNames, trainedFocusTypes } from "../instructions.ts";
import type { ValueSet } from "../splits.ts";
import type { FocusRun } from "./config.ts";
import type { FocusRunResult } from "./run-focus.ts";

/** Every method, in the order of tables. */
export const methodNames = ["untuned", "few-shot", "SFT(y)", "SFT(y_focus)", "FIT"] as const;

/** What a run is called in tables. */
export type MethodName = (typeof methodNames)[number];

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
 * Takes runs together that differ by their seed only. They may have other tests: each accuracy is over the
 * seeds that were tested for it.
 *
 * @param results - Of one task and one kind of settings.
 * @returns In order of appearance.
 * @throws {ConfigError} If runs of a method have equal seeds, or differ by more than the seed and the tests.
 */
export function summarizeRuns(results: readonly FocusRunResult[]): readonly MethodAccuracy[] {
  requireSeedsApart(results);
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
      accuracy: mean(accuracies),
      interval: group.length === 1 ? interval : within(tInterval(accuracies)),
      numSeeds: group.length,
    };
  });
}

/** Which accuracies are meant; what is left out takes all, but for the tests. */
export interface AccuracyChoice {
  readonly method?: MethodName;
  /** Default `"seen"`. */
  readonly values?: ValueSet;
  /** Default `"known"`. */
  readonly phrasing?: MethodAccuracy["phrasing"];
  readonly split?: string;
  /** Default the six that are trained. */
  readonly types?: readonly FocusType[];
}

/** Picks accuracies, in the order of the types; by default those of the usual test. */
export function chooseAccuracies(
  cells: readonly MethodAccuracy[],
  { method, values = "seen", phrasing = "known", split, types }: AccuracyChoice = {},
): readonly MethodAccuracy[] {
  return (types ?? trainedFocusTypes).flatMap((type) =>
    cells.filter(
      (cell) =>
        cell.type === type &&
        cell.values === values &&
        cell.phrasing === phrasing &&
        (method === undefined || cell.method === method) &&
        (split === undefined || cell.split === split),
    ),
  );
}

/** Mean of the accuracies chosen, in `[0, 1]`; NaN if there are none. */
export function meanAccuracy(cells: readonly MethodAccuracy[], choice?: AccuracyChoice): number {
  return mean(chooseAccuracies(cells, choice).map(({ accuracy }) => accuracy));
}

/** Most that splits differ under one type, in `[0, 1]`; NaN if nothing is chosen. */
export function splitSpread(cells: readonly MethodAccuracy[], choice?: AccuracyChoice): number {
  const chosen = chooseAccuracies(cells, choice);
  const spreads = [...new Set(chosen.map(({ type }) => type))].map((type) => {
    const own = chosen.filter((cell) => cell.type === type).map(({ accuracy }) => accuracy);
    return Math.max(...own) - Math.min(...own);
  });
  return spreads.length === 0 ? Number.NaN : Math.max(...spreads);
}

/** A row of a table: what it is of, then each type's `87 [78, 93]` in percent by its short name. */
export interface AccuracyRow {
  readonly method: MethodName;
  readonly split: string;
  readonly seeds: number;
  readonly [type: string]: string | number;
}

/** Writes accuracies as rows of a table, methods in their order, splits in order of appearance. */
export function accuracyRows(
  cells: readonly MethodAccuracy[],
  choice?: AccuracyChoice,
): readonly AccuracyRow[] {
  const chosen = chooseAccuracies(cells, choice);
  const splits = [...new Set(chosen.map(({ split }) => split))];
  return methodNames.flatMap((method) =>
    splits.flatMap((split) => {
      const own = chosen.filter((cell) => cell.method === method && cell.split === split);
      if (own.length === 0) return [];
      const texts = own.map((cell) => [focusTypeNames[cell.type], accuracyText(cell)]);
      return [{ method, split, seeds: own[0]!.numSeeds, ...Object.fromEntries(texts) }];
    }),
  );
}

/** An accuracy with its interval, in percent: `87 [78, 93]`. */
function accuracyText({
  accuracy,
  interval: { low, high },
}: Pick<MethodAccuracy, "accuracy" | "interval">): string {
  return `${percent(accuracy)} [${percent(low)}, ${percent(high)}]`;
}

/** A curve of a radar plot over the six types: one split. */
export interface SplitCurve {
  /** The split. */
  readonly name: string;
  /** In `[0, 1]`, one for each type; NaN where it was not tested. */
  readonly values: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** The curves of a method for `radar`, whose axes are the names of the six types that are trained. */
export function splitCurves(
  cells: readonly MethodAccuracy[],
  choice?: AccuracyChoice,
): readonly SplitCurve[] {
  const chosen = chooseAccuracies(cells, choice);
  return [...new Set(chosen.map(({ split }) => split))].map((split) => {
    const own = trainedFocusTypes.map((type) =>
      chosen.find((cell) => cell.split === split && cell.type === type),
    );
    return {
      name: split,
      values: own.map((cell) => cell?.accuracy ?? Number.NaN),
      low: own.map((cell) => cell?.interval.low ?? Number.NaN),
      high: own.map((cell) => cell?.interval.high ?? Number.NaN),
    };
  });
}

/** Runs that are equal, or that differ in their settings, would pass as seeds. */
function requireSeedsApart(results: readonly FocusRunResult[]): void {
  for (const method of methodNames) {
    const runs = results.map(({ run }) => run).filter((run) => methodName(run) === method);
    const seeds = runs.map(({ training }) => training?.seed ?? "none");
    if (new Set(seeds).size < seeds.length) {
      throw new ConfigError(
        `summarizeRuns: runs of ${method} must have different seeds, got ${seeds.join(", ")}. Keep one of each.`,
      );
    }
    const [one, other] = new Set(runs.map(settingsText));
    if (one !== undefined && other !== undefined) {
      throw new ConfigError(
        `summarizeRuns: runs of ${method} must differ by their seed only, got ${one} and ${other}. Summarize each kind by itself.`,
      );
    }
  }
}

function settingsText({ training, test: { size, seed }, ...settings }: FocusRun): string {
  return JSON.stringify({
    ...settings,
    test: { size, seed },
    training: training && { ...training, seed: undefined },
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number): string {
  return (100 * share).toFixed(0);
}

function within({ low, high }: Interval): Interval {
  return { low: Math.max(0, low), high: Math.min(1, high) };
}
