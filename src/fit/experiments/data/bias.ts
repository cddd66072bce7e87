import {
  type BbqRow,
  bbqCategories,
  generateBiasStandIn,
  readBbq,
  type TextRows,
} from "../../../data/index.ts";
import type { CuedExample } from "../../cued-example.ts";
import { focusAccuracy } from "../../evaluation/focus-accuracy.ts";
import { createQueries } from "../../evaluation/queries.ts";
import type { FocusSource } from "../../mixture.ts";
import { createPhrases } from "../../phrases.ts";
import { splitByGroup } from "../../sampling/parts.ts";
import {
  bbqTask,
  biasQuestionExamples,
  unseenBiasCategories,
  unseenStandInCategories,
} from "../../tasks/bbq.ts";
import { sampleQuestions } from "../../tasks/bias-sample.ts";
import type { FocusRun } from "../config.ts";
import { askOptions, type FocusData, type FocusTest, testKinds } from "./focus-data.ts";

// One partition of the templates, whatever the seed of a run.
const PARTITION_SEED = 0;

/** BBQ: questions about two people, by categories that are trained and ones that never are. */
export async function biasData(run: FocusRun): Promise<FocusData> {
  const tables = await readTables(run);
  const categories = tables.map(({ category, examples }) => ({
    category,
    parts: splitByGroup(examples, "template", { seed: PARTITION_SEED, ...sharesOf(run) }),
    examples,
  }));
  const never: readonly string[] = [...unseenBiasCategories, ...unseenStandInCategories];
  const seen = categories.filter(({ category }) => !never.includes(category));
  const unseen = categories.filter(({ category }) => never.includes(category));
  const sourceOf = (category: string, examples: readonly CuedExample[]): FocusSource => {
    const task = bbqTask(category);
    return { task, examples, phrases: createPhrases(task, { perType: run.numPhrases }) };
  };
  const sources = seen.map(({ category, parts }) => sourceOf(category, parts.train));
  const ask = (
    chosen: readonly { readonly category: string; readonly examples: readonly CuedExample[] }[],
    size: number,
    phrasing: "known" | "heldOut",
  ) =>
    chosen.flatMap(({ category, examples }, i) => {
      const own = Math.floor(size / chosen.length) + (i < size % chosen.length ? 1 : 0);
      const asked = sampleQuestions(examples, { size: own, seed: run.test.seed });
      const trained = sources.find(({ task }) => task.spurious.name === category)?.examples;
      return createQueries(
        sourceOf(category, asked),
        askOptions(run, phrasing, trained ?? sources.flatMap((source) => source.examples)),
      );
    });
  const tests = testKinds(run).map(({ values, phrasing }): FocusTest => {
    const chosen =
      values === "seen"
        ? seen.map(({ category, parts }) => ({ category, examples: parts.test }))
        : unseen;
    return {
      values,
      phrasing,
      queries: ask(chosen, run.test.size, phrasing),
      measure: (predictions) => [{ split: "test", accuracies: focusAccuracy(predictions) }],
    };
  });
  const validated = seen.map(({ category, parts }) => ({ category, examples: parts.validation }));
  const validation = ask(validated, run.validationSize, "known");
  return { sources, validation, tests, origin: tables.map(({ source }) => source) };
}

// A category of the stand-in has three templates only.
function sharesOf({ source }: FocusRun) {
  return source === "published" ? {} : { validation: 1 / 3, test: 1 / 3 };
}

interface Category {
  readonly category: string;
  readonly examples: readonly CuedExample[];
  readonly source: Omit<TextRows<BbqRow>, "rows">;
}

async function readTables({ source }: FocusRun): Promise<readonly Category[]> {
  if (source === "published") {
    return await Promise.all(
      bbqCategories.map(async (category) => {
        const { rows, ...origin } = await readBbq(category);
        return { category, examples: biasQuestionExamples(rows), source: origin };
      }),
    );
  }
  const { rows, ...origin } = generateBiasStandIn({ seed: PARTITION_SEED });
  const names = [...new Set(rows.map(({ category }) => category))];
  return names.map((category) => ({
    category,
    examples: biasQuestionExamples(rows.filter((row) => row.category === category)),
    source: origin,
  }));
}
