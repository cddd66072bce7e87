import type { FocusExample, FocusTask } from "../task.ts";
import { renderPair } from "./smnli.ts";

/**
 * SHANS, spurious heuristics: does the premise entail the hypothesis, and which shallow heuristic does
 * the pair invite. The map from heuristic to label, the unseen one and the wording are ours.
 *
 * @see Lamb et al. 2025 (FIT), data set SHANS.
 */
export const shansTask: FocusTask = {
  name: "shans",
  instruction:
    "Decide whether the premise entails the hypothesis. Answer with one word: entailment or non-entailment.",
  labels: ["entailment", "non-entailment"],
  core: {
    name: "inference",
    names: [
      "the logical relation of the sentences",
      "what follows from the premise",
      "the meaning of the two sentences",
    ],
  },
  spurious: {
    name: "heuristic",
    names: ["the overlap of words", "the pattern of shared words", "the words in common"],
    labelOf: { lexical_overlap: "entailment", constituent: "non-entailment" },
    unseenLabelOf: { subsequence: "entailment" },
  },
  lowRho: 0.25,
  render: renderPair,
};

/** A pair of HANS. */
export interface HeuristicPair {
  /** Unique within its part. */
  readonly id: string;
  readonly label: string;
  readonly heuristic: string;
  readonly subcase: string;
  readonly template: string;
  readonly premise: string;
  readonly hypothesis: string;
}

/**
 * Pairs of HANS as examples; the heuristic is the spurious value, and `groups.subcase` is there to
 * stratify by.
 *
 * @param part - Starts the ids, to tell two parts of the data set apart, e.g. `"train"`.
 */
export function heuristicPairExamples(
  rows: readonly HeuristicPair[],
  part: string,
): readonly FocusExample[] {
  return rows.map(({ id, label, heuristic, subcase, template, premise, hypothesis }) => ({
    id: `${part}/${id}`,
    fields: { premise, hypothesis },
    label,
    spurious: heuristic,
    groups: { subcase, template },
  }));
}
