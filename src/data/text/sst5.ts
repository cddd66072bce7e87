import { requireKnownName } from "../../core/index.ts";
import type { ReadOptions } from "../download.ts";
import { readTextManifest } from "../manifest.ts";
import { linesOf, malformed, requireKnownCell, tableLines } from "./lines.ts";
import { parseSentimentTree } from "./sentiment-tree.ts";
import { readTextRows } from "./text-files.ts";
import type { TextRows } from "./text-rows.ts";

const sst5Parts = ["train", "dev", "test"] as const;
export type Sst5Part = (typeof sst5Parts)[number];

/** Very negative, negative, neutral, positive, very positive. */
export type SentimentClass = 0 | 1 | 2 | 3 | 4;

/** A sentence of a movie review. */
export interface Sst5Row {
  /** Unique within the data set: part and place, from 1. */
  readonly id: string;
  readonly text: string;
  readonly label: SentimentClass;
}

/**
 * Reads whole sentences of the Stanford Sentiment Treebank: from the published trees, else from a table of
 * label and text.
 *
 * @throws {ConfigError} On an unknown part.
 * @throws {DatasetError} If no file is found, or one is damaged or has a malformed line.
 * @see Socher et al. 2013, "Recursive Deep Models for Semantic Compositionality Over a Sentiment Treebank".
 */
export async function readSst5(
  part: Sst5Part,
  options: ReadOptions = {},
): Promise<TextRows<Sst5Row>> {
  requireKnownName("readSst5: part", part, sst5Parts);
  const parseTrees = (bytes: Buffer, path: string) => parseSst5Trees(bytes, path, part);
  const member = `trees/${part}.txt`;
  const forms = [
    { file: "trainDevTestTrees_PTB.zip", member, parse: parseTrees },
    { file: member, parse: parseTrees },
    { file: `${part}.tsv`, parse: (bytes: Buffer, path: string) => parseSst5(bytes, path, part) },
  ];
  return await readTextRows("readSst5", await readTextManifest("sst5"), forms, options);
}

const classes: readonly SentimentClass[] = [0, 1, 2, 3, 4];
const digits = ["0", "1", "2", "3", "4"] as const;

/**
 * Parses a table with the columns `label` (0 to 4) and `text`.
 *
 * @throws {DatasetError} If a line is malformed.
 */
export function parseSst5(bytes: Buffer, path: string, part: Sst5Part): readonly Sst5Row[] {
  const lines = [...tableLines(bytes, path, ["label", "text"])];
  return lines.map((line, index) => {
    const digit = requireKnownCell(line, "label", line.cell("label"), digits);
    const text = line.cell("text").trim();
    if (text === "") throw malformed(line, "have a text", "none");
    return { id: `${part}-${index + 1}`, text, label: classes[Number(digit)]! };
  });
}

function parseSst5Trees(bytes: Buffer, path: string, part: Sst5Part): readonly Sst5Row[] {
  const lines = [...linesOf(bytes, path)].filter((line) => line.text.trim() !== "");
  return lines.map((line, index) => {
    const { label, text } = parseSentimentTree(line);
    const digit = requireKnownCell(line, "label", label, digits);
    return { id: `${part}-${index + 1}`, text, label: classes[Number(digit)]! };
  });
}
