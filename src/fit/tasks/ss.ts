import { createRandom } from "../../core/index.ts";
import { requireField } from "../fields.ts";
import { balanceLabels } from "../sampling/balance.ts";
import type { FocusExample, FocusTask } from "../task.ts";

/**
 * SS, spurious sentiment: is a text positive or negative, and which keyword stands in it. The map
 * from keyword to label, the unseen keywords and the wording are ours.
 *
 * @see Lamb et al. 2025 (FIT), data set SS.
 */
export const ssTask: FocusTask = {
  name: "ss",
  instruction:
    "Decide whether the sentiment of the text is positive or negative. Answer with one word: positive or negative.",
  labels: ["negative", "positive"],
  core: {
    name: "sentiment",
    names: ["the sentiment of the text", "the opinion in the text", "the feeling of the writer"],
  },
  spurious: {
    name: "keyword",
    names: ["the keyword", "the inserted word", "the odd word in the text"],
    labelOf: { Pineapple: "negative", Bayesian: "positive" },
    unseenLabelOf: { Banana: "negative", Gaussian: "positive" },
  },
  lowRho: 0.25,
  render: (example) => requireField(example, "text"),
  inject: insertWord,
};

/**
 * Inserts a word at a word boundary of the field `text`, each boundary alike. Where does not depend
 * on the word or the label. The paper's way of inserting was not at hand; this one is ours.
 *
 * @param seed - Integer; with the example's id it decides the boundary.
 */
export function insertWord(example: FocusExample, word: string, seed: number): FocusExample {
  const words = requireField(example, "text").split(" ");
  const place = createRandom(seed)
    .fork(`word boundary in ${example.id}`)
    .integer(words.length + 1);
  const text = words.toSpliced(place, 0, word).join(" ");
  return { ...example, fields: { ...example.fields, text }, spurious: word };
}

/** How sentences become examples. */
export interface SentimentOptions {
  /** Starts the ids, to tell two parts of a data set apart, e.g. `"train"`. */
  readonly part: string;
  /** Integer; decides which texts of the larger class are left out. Default 0. */
  readonly seed?: number;
}

/** A sentence of SST-5 and its class: 0 very negative, 2 neutral, 4 very positive. */
export interface GradedSentence {
  readonly text: string;
  readonly label: number;
}

/**
 * Sentences of SST-5 as examples: neutral ones dropped, the rest merged to two classes, the larger
 * cut to the smaller. It gives the paper's numbers of examples.
 */
export function gradedSentenceExamples(
  rows: readonly GradedSentence[],
  options: SentimentOptions,
): readonly FocusExample[] {
  return balancedExamples(
    rows.map(({ text, label }) => ({ text, polarity: label - 2 })),
    options,
  );
}

/** A sentence and its mean rating by people, in [-4, 4]. */
export interface RatedText {
  readonly text: string;
  readonly rating: number;
}

// Ours: below one point of four the raters hardly agree on the sign.
const CLEAR_RATING = 1;

/**
 * Rated sentences as examples: those rated less than 1 from neutral dropped, the larger class cut to
 * the smaller.
 */
export function ratedSentenceExamples(
  rows: readonly RatedText[],
  options: SentimentOptions,
): readonly FocusExample[] {
  return balancedExamples(
    rows.map(({ text, rating }) => ({
      text,
      polarity: Math.abs(rating) < CLEAR_RATING ? 0 : rating,
    })),
    options,
  );
}

function balancedExamples(
  rows: readonly { readonly text: string; readonly polarity: number }[],
  { part, seed = 0 }: SentimentOptions,
): readonly FocusExample[] {
  const examples = rows.flatMap(({ text, polarity }, row) => {
    if (polarity === 0) return [];
    const label = polarity < 0 ? "negative" : "positive";
    return [{ id: `${part}/${row}`, fields: { text }, label }];
  });
  return balanceLabels(examples, ssTask.labels, { seed });
}
