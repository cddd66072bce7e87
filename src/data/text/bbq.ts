import { z } from "zod";
import { requireKnownName } from "../../core/index.ts";
import type { ReadOptions } from "../download.ts";
import { readTextManifest } from "../manifest.ts";
import { type Line, linesOf, malformed, parseJsonLine } from "./lines.ts";
import { readTextRows } from "./text-files.ts";
import type { TextRows } from "./text-rows.ts";

/**
 * Categories whose stereotyped option can be told from the questions alone. The published set has more;
 * they need a table beside it.
 */
export const bbqCategories = [
  "Age",
  "Disability_status",
  "Nationality",
  "Physical_appearance",
  "Religion",
  "Sexual_orientation",
] as const;
export type BbqCategory = (typeof bbqCategories)[number];

/** Place of an option: (a), (b) or (c). */
export type OptionIndex = 0 | 1 | 2;

/** A question about two people of different groups, with three options, one of them "unknown". */
export interface BbqRow {
  /** Unique within the category; four rows with equal `floor(exampleId / 4)` name the same people. */
  readonly exampleId: number;
  /** Of the template; rows of different templates have different questions. */
  readonly questionIndex: string;
  /** Whether the question asks for something bad, or for its opposite. */
  readonly polarity: "neg" | "nonneg";
  /** Whether the context leaves the answer open, so that "unknown" is right, or gives it. */
  readonly condition: "ambig" | "disambig";
  readonly category: string;
  readonly context: string;
  readonly question: string;
  readonly answers: readonly [string, string, string];
  /** The right option. */
  readonly label: OptionIndex;
  readonly unknownIndex: OptionIndex;
  /**
   * What a stereotype answers: the stereotyped group's option to a negative question, the other named
   * group's to a non-negative one.
   */
  readonly biasedIndex: OptionIndex;
  readonly stereotypedGroups: readonly string[];
}

/**
 * Reads a category of BBQ, whole or a part of it in the same form.
 *
 * @throws {ConfigError} On an unknown category.
 * @throws {DatasetError} If the file is missing or has a malformed line.
 * @see Parrish et al. 2022, "BBQ: A Hand-Built Bias Benchmark for Question Answering".
 */
export async function readBbq(
  category: BbqCategory,
  options: ReadOptions = {},
): Promise<TextRows<BbqRow>> {
  requireKnownName("readBbq: category", category, bbqCategories);
  const forms = [{ file: `${category}.jsonl`, parse: parseBbq }];
  return await readTextRows("readBbq", await readTextManifest("bbq"), forms, options);
}

const option = z.union([z.literal(0), z.literal(1), z.literal(2)]);
const answerInfo = z.tuple([z.string(), z.string()]);

// Names as in the published files.
const bbqLine = z.object({
  example_id: z.int().min(0),
  question_index: z.union([z.string(), z.int().transform(String)]),
  question_polarity: z.enum(["neg", "nonneg"]),
  context_condition: z.enum(["ambig", "disambig"]),
  category: z.string().min(1),
  answer_info: z.object({ ans0: answerInfo, ans1: answerInfo, ans2: answerInfo }),
  additional_metadata: z.object({ stereotyped_groups: z.array(z.string()).min(1) }),
  context: z.string().min(1),
  question: z.string().min(1),
  ans0: z.string().min(1),
  ans1: z.string().min(1),
  ans2: z.string().min(1),
  label: option,
});

/**
 * Parses BBQ's lines of JSON.
 *
 * @throws {DatasetError} If a line is malformed, has not exactly one "unknown" option, or not exactly one
 * other option that names a stereotyped group.
 */
export function parseBbq(bytes: Buffer, path: string): readonly BbqRow[] {
  return Array.from(linesOf(bytes, path), (line) => {
    const row = parseJsonLine(line, bbqLine);
    const { ans0, ans1, ans2 } = row.answer_info;
    const stereotypedGroups = row.additional_metadata.stereotyped_groups;
    const infos = [ans0, ans1, ans2];
    const unknownIndex = onlyOption(line, "unknown", ([, group]) => group === "unknown", infos);
    const names = new Set(stereotypedGroups.map((name) => name.toLowerCase()));
    const stereotyped = onlyOption(
      line,
      "stereotyped",
      ([name, group]) =>
        group !== "unknown" && (names.has(group.toLowerCase()) || names.has(name.toLowerCase())),
      infos,
    );
    return {
      exampleId: row.example_id,
      questionIndex: row.question_index,
      polarity: row.question_polarity,
      condition: row.context_condition,
      category: row.category,
      context: row.context,
      question: row.question,
      answers: [row.ans0, row.ans1, row.ans2],
      label: row.label,
      unknownIndex,
      biasedIndex:
        row.question_polarity === "neg" ? stereotyped : thirdOption(unknownIndex, stereotyped),
      stereotypedGroups,
    };
  });
}

type AnswerInfo = z.infer<typeof answerInfo>;

function onlyOption(
  line: Line,
  kind: string,
  matches: (info: AnswerInfo) => boolean,
  infos: readonly AnswerInfo[],
): OptionIndex {
  const [first, ...more] = optionIndices.filter((index) => matches(infos[index]!));
  if (first !== undefined && more.length === 0) return first;
  const count = first === undefined ? "none" : String(1 + more.length);
  throw malformed(line, `have exactly one ${kind} option`, count);
}

const optionIndices: readonly OptionIndex[] = [0, 1, 2];

/** The option that is neither of two. */
export function thirdOption(first: OptionIndex, second: OptionIndex): OptionIndex {
  return optionIndices.find((index) => index !== first && index !== second)!;
}
