import { ConfigError, createRandom, type Random } from "../../core/index.ts";
import type { RatedSentence } from "./rated-sentences.ts";
import type { Sst5Row } from "./sst5.ts";
import type { TextRows } from "./text-rows.ts";

export const sentiments = ["negative", "positive"] as const;
export type Sentiment = (typeof sentiments)[number];

/** A sentence that is clearly negative or positive. */
export interface SentimentRow {
  readonly id: string;
  readonly text: string;
  readonly label: Sentiment;
}

/** Three parts of a set of sentences, with as many negative as positive ones in each. */
export interface SentimentSplit {
  readonly train: TextRows<SentimentRow>;
  readonly validation: TextRows<SentimentRow>;
  readonly test: TextRows<SentimentRow>;
}

/** Which sentences are chosen and how they are dealt out. */
export interface SplitSentencesOptions {
  /** Integer; equal seeds give equal parts on every machine. */
  readonly seed: number;
}

/** Of the training sentences of SST-5; the paper's 5296 and 1324 are in this ratio. */
const VALIDATION_SHARE = 0.2;

/**
 * Makes two classes of the five of SST-5: drops the neutral sentences, joins the others by their sign, cuts
 * the larger class to the size of the smaller, and takes 20 % of each class of `train` for validation.
 *
 * @returns Of the published sentences 5296, 1324 and 1818, as in the paper.
 * @throws {ConfigError} If a part has no sentence of one sign.
 * @see Lamb et al. 2025, "Focus On This, Not That!", the sizes of the data set SS.
 */
export function splitSst5(
  { train, test }: { readonly train: TextRows<Sst5Row>; readonly test: TextRows<Sst5Row> },
  { seed }: SplitSentencesOptions,
): SentimentSplit {
  const random = createRandom(seed);
  const trained = balance(train, train.rows.flatMap(sst5Sentiment), random.fork("train"));
  const tested = balance(test, test.rows.flatMap(sst5Sentiment), random.fork("test"));
  const size = Math.round(VALIDATION_SHARE * trained.perClass);
  return {
    train: trained.part("train", size),
    validation: trained.part("validation", 0, size),
    test: tested.part("test", 0),
  };
}

function sst5Sentiment({ id, text, label }: Sst5Row): SentimentRow[] {
  if (label === 2) return [];
  return [{ id, text, label: label < 2 ? "negative" : "positive" }];
}

/** Mean ratings nearer to 0 count as neutral; our choice. */
const LEAST_RATING = 0.5;

/** Shares of validation and test sentences: those of the paper's 5296, 1324 and 1818. */
const RATED_SHARES = { validation: 1324 / 8438, test: 1818 / 8438 };

/**
 * Makes two classes of rated sentences by the sign of their rating, drops those within 0.5 of neutral and
 * texts that occur again, cuts the larger class, and deals the rest out in the paper's ratio of sizes.
 *
 * @throws {ConfigError} If there is no sentence of one sign.
 */
export function splitRatedSentences(
  sentences: TextRows<RatedSentence>,
  { seed }: SplitSentencesOptions,
): SentimentSplit {
  const rows = withoutRepeats(sentences.rows.flatMap(ratedSentiment));
  const { perClass, part } = balance(sentences, rows, createRandom(seed));
  const test = Math.round(RATED_SHARES.test * perClass);
  const validation = test + Math.round(RATED_SHARES.validation * perClass);
  return {
    train: part("train", validation),
    validation: part("validation", test, validation),
    test: part("test", 0, test),
  };
}

function ratedSentiment({ id, text, rating }: RatedSentence): SentimentRow[] {
  if (Math.abs(rating) < LEAST_RATING) return [];
  return [{ id, text, label: rating < 0 ? "negative" : "positive" }];
}

/** The first row of each text, letter case and punctuation aside. */
function withoutRepeats(rows: readonly SentimentRow[]): readonly SentimentRow[] {
  const seen = new Set<string>();
  return rows.filter(({ text }) => {
    const key =
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, " ")
        .trim() || text;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** A drawn order of rows of two classes, of which the larger was cut. */
interface Balanced {
  /** Rows of each class. */
  readonly perClass: number;
  /** The rows from `start` to `end` of each class, in random order. */
  readonly part: (name: string, start: number, end?: number) => TextRows<SentimentRow>;
}

function balance(
  source: TextRows<unknown>,
  rows: readonly SentimentRow[],
  random: Random,
): Balanced {
  const classes = sentiments.map((label) =>
    random.fork(label).shuffle(rows.filter((row) => row.label === label)),
  );
  const perClass = Math.min(...classes.map(({ length }) => length));
  if (perClass === 0) {
    throw new ConfigError(
      `balance: ${source.name} must have negative and positive sentences, got only one kind`,
    );
  }
  const part = (name: string, start: number, end = perClass): TextRows<SentimentRow> => {
    const chosen = random.fork(name).shuffle(classes.flatMap((all) => all.slice(start, end)));
    const slice = `${source.slice}; ${name}: ${chosen.length} balanced`;
    return { ...source, slice, rows: chosen };
  };
  return { perClass, part };
}
