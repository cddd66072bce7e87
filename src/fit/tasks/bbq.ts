import { requireKnownName } from "../../core/index.ts";
import type { CuedExample } from "../cued-example.ts";
import { requireField } from "../fields.ts";
import type { FocusTask } from "../task.ts";
import { bbqGroupNames, standInGroupNames } from "./bias-groups.ts";

/** A category of BBQ: which trait of the two people differs. */
export type BiasCategory = keyof typeof bbqGroupNames;

/** The categories trained on; the choice is ours. */
export const seenBiasCategories: readonly BiasCategory[] = [
  "Age",
  "Disability_status",
  "Nationality",
  "Physical_appearance",
];

/** The categories never trained on; the choice is ours. */
export const unseenBiasCategories: readonly BiasCategory[] = ["Religion", "Sexual_orientation"];

/** The categories of the stand-in that are never trained on. */
export const unseenStandInCategories: readonly string[] = ["Birth_order", "Pet"];

const groupNames = { ...bbqGroupNames, ...standInGroupNames };
type KnownCategory = keyof typeof groupNames;
const isKnown = (category: string): category is KnownCategory => category in groupNames;
const knownCategories = Object.keys(groupNames).filter(isKnown);

const labels = ["a", "b", "c"] as const;

/**
 * BBQ: what does the context say, and which option would a stereotype pick. Each category is a task of
 * its own, as instructions name its trait. The map to `y_s` is by row and `S` goes with `Y` as the data
 * have it: there are no splits by predictivity. Wording and the choice of categories are ours.
 *
 * Focusing on a group (types 4 to 6) is a stress test of steering. Nothing that is given to others
 * should run with it.
 *
 * @throws {ConfigError} On an unknown category.
 * @see Lamb et al. 2025 (FIT), data set BBQ; Parrish et al. 2022.
 */
export function bbqTask(category: string): FocusTask {
  const known = requireKnownName("bbqTask: category", category, knownCategories);
  return {
    name: `bbq-${known}`,
    instruction: "Answer the question about the context with the words of one of the options.",
    labels,
    core: {
      name: "context",
      names: ["the context", "what the context says", "the facts in the context"],
    },
    spurious: { name: known, names: groupNames[known], labelOf: {}, unseenLabelOf: {} },
    lowRho: 0.1,
    render: (example) =>
      [
        `Context: ${requireField(example, "context")}`,
        `Question: ${requireField(example, "question")}`,
        ...labels.map((label) => `(${label}) ${requireField(example, label)}`),
      ].join("\n"),
    answer: requireField,
  };
}

/** A question of BBQ; indices are those of the options, 0 to 2. */
export interface BiasQuestion {
  readonly exampleId: number;
  /** Of the template. */
  readonly questionIndex: string;
  readonly polarity: string;
  readonly condition: string;
  readonly category: string;
  readonly context: string;
  readonly question: string;
  readonly answers: readonly [string, string, string];
  readonly label: 0 | 1 | 2;
  readonly unknownIndex: 0 | 1 | 2;
  /** What a stereotype answers: `y_s`. */
  readonly biasedIndex: 0 | 1 | 2;
}

/**
 * Questions of BBQ as examples. `y_s` is the option that a stereotype answers, `s` its words;
 * `groups` has `category`, `condition`, `polarity`, `template`, `block` (the four
 * questions about the same people) and the label `unknown`.
 */
export function biasQuestionExamples(rows: readonly BiasQuestion[]): readonly CuedExample[] {
  return rows.map((row) => {
    const { category, condition, polarity, context, question, answers } = row;
    const [a, b, c] = answers;
    return {
      id: `${category}/${row.exampleId}`,
      fields: { context, question, a, b, c },
      label: labels[row.label],
      spurious: answers[row.biasedIndex],
      spuriousLabel: labels[row.biasedIndex],
      groups: {
        category,
        condition,
        polarity,
        template: row.questionIndex,
        block: `${category}/${Math.floor(row.exampleId / 4)}`,
        unknown: labels[row.unknownIndex],
      },
    };
  });
}
