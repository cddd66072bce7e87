import { requireKnownName } from "../../core/index.ts";
import type { ReadOptions } from "../download.ts";
import { readTextManifest } from "../manifest.ts";
import { malformed, requireKnownCell, tableLines } from "./lines.ts";
import { readTextRows } from "./text-files.ts";
import type { TextRows } from "./text-rows.ts";

const hansParts = ["train", "test"] as const;
export type HansPart = (typeof hansParts)[number];

export const hansLabels = ["entailment", "non-entailment"] as const;
export type HansLabel = (typeof hansLabels)[number];

/**
 * What a pair tempts to: to call it entailment since the hypothesis has only words of the premise, is a
 * piece of it, or is a whole constituent of it.
 */
export const hansHeuristics = ["lexical_overlap", "subsequence", "constituent"] as const;
export type HansHeuristic = (typeof hansHeuristics)[number];

/** Two sentences: does the second follow from the first? */
export interface HansRow {
  /** Unique within the part: the place of its line, from 1. */
  readonly id: string;
  readonly premise: string;
  readonly hypothesis: string;
  readonly label: HansLabel;
  readonly heuristic: HansHeuristic;
  /** Construction of the premise, e.g. `"ln_passive"`; one heuristic and one label each. */
  readonly subcase: string;
  readonly template: string;
}

const publishedFile = {
  train: "heuristics_train_set.txt",
  test: "heuristics_evaluation_set.txt",
} as const;

/**
 * Reads HANS: the published tables, else ones with the columns `label`, `premise` and `hypothesis` for
 * theirs.
 *
 * @param part - `"test"` is the published evaluation set.
 * @throws {ConfigError} On an unknown part.
 * @throws {DatasetError} If no file is found, or one is damaged or has a malformed line.
 * @see McCoy, Pavlick and Linzen 2019, "Right for the Wrong Reasons".
 */
export async function readHans(
  part: HansPart,
  options: ReadOptions = {},
): Promise<TextRows<HansRow>> {
  requireKnownName("readHans: part", part, hansParts);
  const forms = [
    { file: publishedFile[part], parse: parsePublishedHans },
    { file: `${part}.tsv`, parse: parseHans },
  ];
  return await readTextRows("readHans", await readTextManifest("hans"), forms, options);
}

/**
 * Parses a table with the columns `label`, `premise`, `hypothesis`, `heuristic`, `subcase` and `template`.
 *
 * @throws {DatasetError} If a line is malformed.
 */
function parseHans(bytes: Buffer, path: string): readonly HansRow[] {
  return parseTable(bytes, path, { label: "label", premise: "premise", hypothesis: "hypothesis" });
}

/**
 * Parses a table whose columns are called as in the published files.
 *
 * @throws {DatasetError} If a line is malformed.
 */
export function parsePublishedHans(bytes: Buffer, path: string): readonly HansRow[] {
  const names = { label: "gold_label", premise: "sentence1", hypothesis: "sentence2" };
  return parseTable(bytes, path, names);
}

type Names = Readonly<Record<"label" | "premise" | "hypothesis", string>>;

function parseTable(bytes: Buffer, path: string, names: Names): readonly HansRow[] {
  const columns = [...Object.values(names), "heuristic", "subcase", "template"];
  return Array.from(tableLines(bytes, path, columns), (line) => {
    const premise = tidySentence(line.cell(names.premise));
    const hypothesis = tidySentence(line.cell(names.hypothesis));
    if (!premise || !hypothesis) throw malformed(line, "have two sentences", "an empty cell");
    return {
      id: String(line.number - 1),
      premise,
      hypothesis,
      label: requireKnownCell(line, names.label, line.cell(names.label), hansLabels),
      heuristic: requireKnownCell(line, "heuristic", line.cell("heuristic"), hansHeuristics),
      subcase: line.cell("subcase"),
      template: line.cell("template"),
    };
  });
}

/** Starts with a capital and sets marks next to the word before, which the published files do not. */
function tidySentence(sentence: string): string {
  const text = sentence.trim().replace(/ ([.,])/g, "$1");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
