import type { CuedExample } from "../cued-example.ts";
import { requireField } from "../fields.ts";
import type { Association } from "../sampling/association.ts";
import { drawExamples, splitAssociation } from "../splits.ts";
import type { FocusExample, FocusTask } from "../task.ts";
import { ssTask } from "./ss.ts";

/**
 * Sentiment with a second spurious feature: the weekday that a text is dated with at its start. It
 * takes the keyword's place in the instructions. The feature is ours.
 */
export const weekdayTask: FocusTask = {
  ...ssTask,
  name: "ss-weekday",
  spurious: {
    name: "weekday",
    names: ["the weekday", "the day of the week", "the day at the start"],
    labelOf: { Monday: "negative", Friday: "positive" },
    unseenLabelOf: { Tuesday: "negative", Saturday: "positive" },
  },
  inject: (example, day) => {
    const text = `${day}: ${requireField(example, "text")}`;
    return { ...example, fields: { ...example.fields, text }, spurious: day };
  },
};

/** The same texts seen with one or the other feature as the one that instructions name. */
export interface TwoFeatureExamples {
  /** For `ssTask`; `groups.weekday` has the other feature's value. */
  readonly keyword: readonly CuedExample[];
  /** For `weekdayTask`; `groups.keyword` has the other feature's value. */
  readonly weekday: readonly CuedExample[];
}

/** How each feature goes with the label; by default both are independent of it. */
export interface TwoFeatureOptions {
  /** Integer. */
  readonly seed: number;
  readonly keyword?: Association;
  readonly weekday?: Association;
}

/**
 * Puts a keyword and a weekday into every text, independent of each other given the label. Train on
 * both views at once: each is a source of the mixture.
 */
export function twoFeatureExamples(
  examples: readonly FocusExample[],
  {
    seed,
    keyword = splitAssociation(ssTask, "iid"),
    weekday = splitAssociation(weekdayTask, "iid"),
  }: TwoFeatureOptions,
): TwoFeatureExamples {
  const withKeyword = drawExamples(ssTask, examples, keyword, { seed });
  // Dealt out among the texts of each keyword, so that the two are independent by count.
  const pairs = Object.keys(keyword.labelOf).flatMap((value) => {
    const texts = withKeyword.filter(({ spurious }) => spurious === value);
    const dated = drawExamples(weekdayTask, texts, weekday, { seed });
    return dated.map((byWeekday, i) => ({ byKeyword: texts[i]!, byWeekday }));
  });
  return {
    keyword: pairs.map(({ byKeyword, byWeekday }) => ({
      ...byKeyword,
      fields: byWeekday.fields,
      groups: { weekday: byWeekday.spurious },
    })),
    weekday: pairs.map(({ byKeyword, byWeekday }) => ({
      ...byWeekday,
      groups: { keyword: byKeyword.spurious },
    })),
  };
}
