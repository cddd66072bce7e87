import {
  readRatedSentences,
  readSst5,
  type SentimentSplit,
  splitRatedSentences,
  splitSst5,
} from "../../../data/index.ts";
import { exactAccuracy, factorialExamples } from "../../evaluation/exact-expectation.ts";
import { createQueries } from "../../evaluation/queries.ts";
import { createPhrases } from "../../phrases.ts";
import { balanceLabels } from "../../sampling/balance.ts";
import { splitAssociation, splitNames, trainingExamples } from "../../splits.ts";
import { sentimentExamples, ssTask } from "../../tasks/ss.ts";
import type { FocusRun } from "../config.ts";
import { askOptions, type FocusData, type FocusTest, testKinds } from "./focus-data.ts";

// One partition of the sentences, whatever the seed of a run.
const PARTITION_SEED = 0;

/** SS: sentences with a keyword put in. */
export async function sentimentData(run: FocusRun): Promise<FocusData> {
  const split = await readSentences(run);
  const task = ssTask;
  const { numPhrases, rho, test, validationSize } = run;
  const seed = run.training?.seed ?? 0;
  const phrases = createPhrases(task, { perType: numPhrases });
  const examples = trainingExamples(task, sentimentExamples(split.train.rows), {
    seed,
    ...(rho !== undefined && { rho }),
  });
  const choose = (rows: SentimentSplit["test"]["rows"], size: number) =>
    balanceLabels(sentimentExamples(rows), task.labels, { seed: test.seed, size });
  const tested = choose(split.test.rows, test.size);
  const tests = testKinds(run).map(({ values, phrasing }): FocusTest => {
    const asked = factorialExamples(task, tested, { seed: test.seed, values });
    return {
      values,
      phrasing,
      queries: createQueries(
        { task, examples: asked, phrases },
        askOptions(run, phrasing, examples),
      ),
      measure: (predictions) =>
        splitNames.map((name) => ({
          split: name,
          accuracies: exactAccuracy(predictions, splitAssociation(task, name, values)),
        })),
    };
  });
  const validated = choose(split.validation.rows, validationSize);
  const validation = createQueries(
    { task, examples: factorialExamples(task, validated, { seed: test.seed }), phrases },
    { seed: test.seed },
  );
  return {
    sources: [{ task, examples, phrases }],
    validation,
    tests,
    origin: [split.train, split.validation, split.test].map(({ rows: _, ...source }) => source),
  };
}

async function readSentences({ source }: FocusRun): Promise<SentimentSplit> {
  const seed = PARTITION_SEED;
  if (source === "packaged")
    return splitRatedSentences(await readRatedSentences("movies"), { seed });
  const [train, test] = await Promise.all([readSst5("train"), readSst5("test")]);
  return splitSst5({ train, test }, { seed });
}
