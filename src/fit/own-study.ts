import { ConfigError, createRandom, requireInRange } from "../core/index.ts";
import { readCue } from "./cued-example.ts";
import { focusAccuracy } from "./evaluation/focus-accuracy.ts";
import { createQueries } from "./evaluation/queries.ts";
import type { FocusQuery, Prediction } from "./evaluation/query.ts";
import type { SplitAccuracy } from "./experiments/data/focus-data.ts";
import type { FocusSource } from "./mixture.ts";
import { createPhrases, mostPhrases } from "./phrases.ts";
import { type Cell, maxSampleSize } from "./sampling/cells.ts";
import {
  createSplits,
  type SplitName,
  splitAssociation,
  splitNames,
  trainingExamples,
} from "./splits.ts";
import type { FocusExample, FocusTask } from "./task.ts";
import type { OwnTask } from "./tasks/own-feature.ts";

/** What a table of examples holds, and what can be drawn from it. */
export interface TableCheck {
  /** Rows of each trained value and label. */
  readonly cells: readonly Cell[];
  readonly values: readonly {
    readonly value: string;
    /** `y_s`. */
    readonly label: string;
    readonly count: number;
    /** Share of its rows whose label is `y_s`: what a reader of `S` alone gets right. */
    readonly predictivity: number;
  }[];
  /** For each split its predictivity, the most rows it can have, and the cell that runs out first. */
  readonly splits: readonly {
    readonly split: SplitName;
    readonly rho: number;
    readonly size: number;
    readonly limit: Cell;
  }[];
}

/** Counts a task's examples and finds how large its splits can be. */
export function checkTable({ task, examples }: OwnTask): TableCheck {
  const { labels, spurious } = task;
  const pool = trainedRows(task, examples);
  const values = Object.entries(spurious.labelOf).map(([value, label]) => {
    const rows = pool.filter((row) => row.spurious === value);
    const agreeing = rows.filter((row) => row.label === label).length;
    return { value, label, count: rows.length, predictivity: agreeing / rows.length };
  });
  const cells = values.flatMap(({ value }) =>
    labels.map((label) => ({ label, spurious: value, count: cellOf(pool, label, value).length })),
  );
  const splits = splitNames.map((split) => {
    const association = splitAssociation(task, split);
    return { split, rho: association.rho, ...maxSampleSize(association, pool) };
  });
  return { cells, values, splits };
}

/** What to train on and what to ask afterwards. */
export interface OwnStudy {
  /** Training rows, in which the value says nothing about the label. */
  readonly source: FocusSource;
  /** Each test row under each type of instruction, once for all splits. */
  readonly queries: readonly FocusQuery[];
  /** Focus accuracies on every split, from predictions on the queries. */
  measure(predictions: readonly Prediction[]): readonly SplitAccuracy[];
}

/** How a table is used. */
export interface OwnStudyOptions {
  /** Integer. */
  readonly seed: number;
  /** Share of the rows of each label and value that is tested, in (0, 1). Default 1/3. */
  readonly testShare?: number;
  /** Ways to write each instruction, 1 to 5 times the number of a feature's names. Default 10, or all where there are fewer. */
  readonly numPhrases?: number;
}

/**
 * Parts a table into rows to train on and rows to test on, and draws both. Values that are kept out of
 * training are left out.
 *
 * @throws {ConfigError} If a label and value have too few rows for both parts.
 * @example
 * const study = createOwnStudy(createOwnTask(rows, features), { seed: 0 });
 * const trained = await trainFocus(chat, createMixture([study.source], { seed: 0 }), { numSteps: 100 });
 * study.measure(await predict(chat, study.queries, { adapter: trained.adapter }));
 */
export function createOwnStudy(
  { task, examples }: OwnTask,
  { seed, testShare = 1 / 3, numPhrases = Math.min(10, mostPhrases(task)) }: OwnStudyOptions,
): OwnStudy {
  requireInRange("createOwnStudy: testShare", testShare, { min: 0, below: 1 });
  const { train, test } = partition(task, examples, { seed, testShare });
  const phrases = createPhrases(task, { perType: numPhrases });
  const source = { task, examples: trainingExamples(task, train, { seed }), phrases };
  const splits = createSplits(task, test, { seed });
  const members = splitNames.map((split) => ({
    split,
    ids: new Set(splits[split].map(({ id }) => id)),
  }));
  const asked = test.filter(({ id }) => members.some(({ ids }) => ids.has(id)));
  return {
    source,
    queries: createQueries({ task, examples: trainedRows(task, asked), phrases }, { seed }),
    measure: (predictions) =>
      members.map(({ split, ids }) => {
        const own = predictions.filter(({ query }) => ids.has(query.example.id));
        return { split, accuracies: focusAccuracy(own) };
      }),
  };
}

interface PartitionOptions {
  readonly seed: number;
  readonly testShare: number;
}

function partition(
  task: FocusTask,
  examples: readonly FocusExample[],
  { seed, testShare }: PartitionOptions,
) {
  const random = createRandom(seed);
  const parts = checkTable({ task, examples }).cells.map(({ label, spurious }) => {
    const rows = random
      .fork(`rows of ${label}, ${spurious}`)
      .shuffle(cellOf(examples, label, spurious));
    const numTested = Math.round(testShare * rows.length);
    if (numTested >= 1 && numTested < rows.length) {
      return { train: rows.slice(numTested), test: rows.slice(0, numTested) };
    }
    throw new ConfigError(
      `createOwnStudy: label "${label}" and value "${spurious}" must have rows to train on and to test on, ` +
        `got ${rows.length} rows at testShare ${testShare}. Add such rows or change testShare.`,
    );
  });
  return {
    train: parts.flatMap((part) => part.train),
    test: parts.flatMap((part) => part.test),
  };
}

function trainedRows(task: FocusTask, examples: readonly FocusExample[]) {
  return examples
    .map((example) => readCue(task, example))
    .filter(({ spurious }) => spurious in task.spurious.labelOf);
}

function cellOf<Row extends FocusExample>(rows: readonly Row[], label: string, value: string) {
  return rows.filter((row) => row.label === label && row.spurious === value);
}
