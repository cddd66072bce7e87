import { requireField } from "../fields.ts";
import type { FocusExample, FocusTask } from "../task.ts";

/**
 * SMNLI, spurious inference: how does the hypothesis follow from the premise, and of which genre is
 * the pair. Which genres are trained, their labels and the wording are ours: the paper's unseen
 * genres are not in the part of MultiNLI that has gold labels and genres here.
 *
 * @see Lamb et al. 2025 (FIT), data set SMNLI.
 */
export const smnliTask: FocusTask = {
  name: "smnli",
  instruction:
    "Decide whether the premise entails the hypothesis, contradicts it, or does neither. Answer with one word: entailment, neutral or contradiction.",
  labels: ["entailment", "neutral", "contradiction"],
  core: {
    name: "inference",
    names: [
      "the logical relation of the sentences",
      "what follows from the premise",
      "the meaning of the two sentences",
    ],
  },
  spurious: {
    name: "genre",
    names: ["the genre of the text", "the kind of text", "the genre of the premise"],
    labelOf: { fiction: "contradiction", government: "entailment", travel: "neutral" },
    unseenLabelOf: { slate: "entailment", telephone: "neutral" },
  },
  lowRho: 0.1,
  render: renderPair,
};

/** Writes the user message of a pair of sentences. */
export function renderPair(example: FocusExample): string {
  const premise = requireField(example, "premise");
  return `Premise: ${premise}\nHypothesis: ${requireField(example, "hypothesis")}`;
}

/** A pair of MultiNLI. */
export interface GenrePair {
  /** Unique within its part. */
  readonly id: string;
  readonly label: string;
  readonly genre: string;
  readonly premise: string;
  readonly hypothesis: string;
}

/**
 * Pairs of MultiNLI as examples; the genre is the spurious value. Genres that the task
 * does not use are left out.
 *
 * @param part - Starts the ids, to tell two parts of the data set apart, e.g. `"train"`.
 */
export function genrePairExamples(
  rows: readonly GenrePair[],
  part: string,
): readonly FocusExample[] {
  const known = { ...smnliTask.spurious.labelOf, ...smnliTask.spurious.unseenLabelOf };
  return rows.flatMap(({ id, label, genre, premise, hypothesis }) =>
    genre in known
      ? [{ id: `${part}/${id}`, fields: { premise, hypothesis }, label, spurious: genre }]
      : [],
  );
}
