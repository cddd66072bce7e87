import { createRandom } from "../../core/index.ts";
import { requireField } from "../fields.ts";
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

/** A sentence whose sentiment is clear. */
export interface SentimentText {
  /** Unique within the data set. */
  readonly id: string;
  readonly text: string;
  /** `negative` or `positive`. */
  readonly label: string;
}

/** Sentences as examples, still without keyword. */
export function sentimentExamples(rows: readonly SentimentText[]): readonly FocusExample[] {
  return rows.map(({ id, text, label }) => ({ id, fields: { text }, label }));
}
