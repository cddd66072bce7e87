import { generateHans, readHans, readMnli, type TextSource } from "../../../data/index.ts";
import { focusAccuracy } from "../../evaluation/focus-accuracy.ts";
import { createQueries } from "../../evaluation/queries.ts";
import { createPhrases } from "../../phrases.ts";
import {
  createSplits,
  drawExamples,
  splitAssociation,
  splitNames,
  trainingExamples,
  type ValueSet,
} from "../../splits.ts";
import type { FocusExample, FocusTask } from "../../task.ts";
import { heuristicPairExamples, shansTask } from "../../tasks/shans.ts";
import { genrePairExamples, smnliTask } from "../../tasks/smnli.ts";
import type { FocusRun } from "../config.ts";
import { askOptions, type FocusData, type FocusTest, testKinds } from "./focus-data.ts";

/** Pairs of sentences in two parts that have no pair in common. */
interface Pairs {
  readonly task: FocusTask;
  readonly train: readonly FocusExample[];
  readonly test: readonly FocusExample[];
  /** Key of `groups` to balance. */
  readonly stratifyBy?: string;
  readonly origin: readonly TextSource[];
}

/** SMNLI: pairs of MultiNLI with their genres. */
export async function genreData(run: FocusRun): Promise<FocusData> {
  const [train, test] = await Promise.all([readMnli("train"), readMnli("dev_matched")]);
  return pairData(run, {
    task: smnliTask,
    train: genrePairExamples(train.rows, "train"),
    test: genrePairExamples(test.rows, "dev"),
    origin: [train, test].map(({ rows: _, ...source }) => source),
  });
}

// Of the generated pairs: one set, whatever the seed of a run.
const GENERATOR_SEEDS = { train: 1, test: 2 };
const PAIRS_PER_SUBCASE = { train: 200, test: 60 };

/** SHANS: pairs of HANS with the heuristics that they invite. */
export async function heuristicData(run: FocusRun): Promise<FocusData> {
  const read = async (part: "train" | "test") =>
    run.source === "published"
      ? await readHans(part)
      : generateHans({ perSubcase: PAIRS_PER_SUBCASE[part], seed: GENERATOR_SEEDS[part] });
  const [train, test] = await Promise.all([read("train"), read("test")]);
  const trained = new Set(train.rows.map(({ premise, hypothesis }) => `${premise}\n${hypothesis}`));
  const fresh = test.rows.filter(
    ({ premise, hypothesis }) => !trained.has(`${premise}\n${hypothesis}`),
  );
  return pairData(run, {
    task: shansTask,
    train: heuristicPairExamples(train.rows, "train"),
    test: heuristicPairExamples(fresh, "test"),
    stratifyBy: "subcase",
    origin: [train, test].map(({ rows: _, ...source }) => source),
  });
}

function pairData(
  run: FocusRun,
  { task, train: pairs, test, stratifyBy, origin }: Pairs,
): FocusData {
  const phrases = createPhrases(task, { perType: run.numPhrases });
  const seed = run.training?.seed ?? 0;
  const validation = pairs.filter((_, i) => i % VALIDATION_PART === 0);
  const train = pairs.filter((_, i) => i % VALIDATION_PART !== 0);
  const examples = trainingExamples(task, ofValues(task, train, "seen"), {
    seed,
    stratifyBy,
    ...(run.rho !== undefined && { rho: run.rho }),
  });
  const tests = testKinds(run).map(({ values, phrasing }): FocusTest => {
    const { seed: drawnBy, size } = run.test;
    const options = { values, seed: drawnBy, size, stratifyBy };
    const splits = createSplits(task, ofValues(task, test, values), options);
    const bySplit = splitNames.map((name) => ({
      name,
      queries: createQueries(
        { task, examples: splits[name], phrases },
        askOptions(run, phrasing, examples),
      ),
    }));
    return {
      values,
      phrasing,
      queries: bySplit.flatMap(({ queries }) => queries),
      measure: (predictions) => {
        let next = 0;
        return bySplit.map(({ name, queries }) => {
          const own = predictions.slice(next, next + queries.length);
          next += queries.length;
          return { split: name, accuracies: focusAccuracy(own) };
        });
      },
    };
  });
  const validated = drawExamples(
    task,
    ofValues(task, validation, "seen"),
    splitAssociation(task, "iid"),
    { seed: run.test.seed, size: run.validationSize },
  );
  return {
    sources: [{ task, examples, phrases }],
    validation: createQueries({ task, examples: validated, phrases }, { seed: run.test.seed }),
    tests,
    origin,
  };
}

// Of the training pairs, for validation.
const VALIDATION_PART = 10;

function ofValues(
  { spurious }: FocusTask,
  examples: readonly FocusExample[],
  values: ValueSet,
): readonly FocusExample[] {
  const known = values === "seen" ? spurious.labelOf : spurious.unseenLabelOf;
  return examples.filter((example) => (example.spurious ?? "") in known);
}
