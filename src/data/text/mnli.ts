import { z } from "zod";
import { requireKnownName } from "../../core/index.ts";
import type { ReadOptions } from "../download.ts";
import { readTextManifest } from "../manifest.ts";
import { linesOf, malformed, parseJsonLine, requireKnownCell, tableLines } from "./lines.ts";
import { readTextRows } from "./text-files.ts";
import type { TextRows } from "./text-rows.ts";

const mnliParts = ["train", "dev_matched", "dev_mismatched"] as const;
export type MnliPart = (typeof mnliParts)[number];

export const mnliLabels = ["entailment", "neutral", "contradiction"] as const;
export type MnliLabel = (typeof mnliLabels)[number];

/** Two sentences: does the second follow from the first? */
export interface MnliRow {
  /** Unique within the part: the place of its line, from 1. */
  readonly id: string;
  readonly premise: string;
  readonly hypothesis: string;
  readonly label: MnliLabel;
  /** Where the premise is from, e.g. `"fiction"`. */
  readonly genre: string;
}

/**
 * Reads MultiNLI: the published lines of JSON, in the archive or out of it, else a table of label, genre,
 * premise and hypothesis. Pairs on which people did not agree have no label and are left out.
 *
 * @throws {ConfigError} On an unknown part.
 * @throws {DatasetError} If no file is found, or one is damaged or has a malformed line.
 * @see Williams, Nangia and Bowman 2018, "A Broad-Coverage Challenge Corpus for Sentence Understanding".
 */
export async function readMnli(
  part: MnliPart,
  options: ReadOptions = {},
): Promise<TextRows<MnliRow>> {
  requireKnownName("readMnli: part", part, mnliParts);
  const lines = `multinli_1.0_${part}.jsonl`;
  const member = `multinli_1.0/${lines}`;
  const forms = [
    { file: "multinli_1.0.zip", member, parse: parseMnliLines },
    { file: member, parse: parseMnliLines },
    { file: lines, parse: parseMnliLines },
    { file: `${part}.tsv`, parse: parseMnli },
  ];
  return await readTextRows("readMnli", await readTextManifest("mnli"), forms, options);
}

/**
 * Parses a table with the columns `label`, `genre`, `premise` and `hypothesis`.
 *
 * @throws {DatasetError} If a line is malformed.
 */
function parseMnli(bytes: Buffer, path: string): readonly MnliRow[] {
  const lines = tableLines(bytes, path, ["label", "genre", "premise", "hypothesis"]);
  return Array.from(lines, (line) => {
    const [genre, premise, hypothesis] = [
      line.cell("genre").trim(),
      line.cell("premise").trim(),
      line.cell("hypothesis").trim(),
    ];
    if (!genre || !premise || !hypothesis) {
      throw malformed(line, "have a genre, a premise and a hypothesis", "an empty cell");
    }
    const label = requireKnownCell(line, "label", line.cell("label"), mnliLabels);
    return { id: String(line.number - 1), premise, hypothesis, label, genre };
  });
}

// Names as in the published files.
const mnliLine = z.object({
  gold_label: z.enum([...mnliLabels, "-"]),
  genre: z.string().min(1),
  sentence1: z.string(),
  sentence2: z.string(),
});

/**
 * Parses MultiNLI's lines of JSON and leaves out those whose `gold_label` is `-`.
 *
 * @throws {DatasetError} If a line is malformed.
 */
function parseMnliLines(bytes: Buffer, path: string): readonly MnliRow[] {
  const rows: MnliRow[] = [];
  for (const line of linesOf(bytes, path)) {
    const { gold_label: label, genre, sentence1, sentence2 } = parseJsonLine(line, mnliLine);
    if (label === "-") continue;
    const [premise, hypothesis] = [sentence1.trim(), sentence2.trim()];
    rows.push({ id: String(line.number), premise, hypothesis, label, genre });
  }
  return rows;
}
