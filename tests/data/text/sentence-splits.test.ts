import { describe, expect, it } from "vitest";
import {
  type RatedSentence,
  readRatedSentences,
  readSst5,
  type SentimentClass,
  type SentimentSplit,
  type Sst5Row,
  splitRatedSentences,
  splitSst5,
  type TextRows,
} from "../../../src/data/index.ts";
import { isFound } from "./found.ts";

const rowsOf = <Row>(rows: readonly Row[]): TextRows<Row> => ({
  name: "set",
  slice: `all, ${rows.length} rows`,
  sha256: "0".repeat(64),
  licence: "MIT",
  citation: "None.",
  rows,
});

/** As many rows of each class as `counts` says. */
const stars = (...counts: readonly number[]): TextRows<Sst5Row> => {
  const classes: readonly SentimentClass[] = [0, 1, 2, 3, 4];
  return rowsOf(
    classes.flatMap((label) =>
      Array.from({ length: counts[label]! }, (_, i) => ({
        id: `${label}-${i}`,
        text: `text ${label} ${i}`,
        label,
      })),
    ),
  );
};
const ratings = (...values: readonly number[]): TextRows<RatedSentence> =>
  rowsOf(values.map((rating, i) => ({ id: String(i), text: `text ${i}`, rating })));

const parts = ({ train, validation, test }: SentimentSplit) => [train, validation, test];
const counts = (split: SentimentSplit) =>
  parts(split).map(({ rows }) =>
    ["negative", "positive"].map((label) => rows.filter((row) => row.label === label).length),
  );
const ids = (split: SentimentSplit) => parts(split).flatMap(({ rows }) => rows.map(({ id }) => id));

describe("splitSst5", () => {
  const train = stars(6, 4, 3, 9, 6);
  const test = stars(2, 2, 9, 1, 2);

  it("drops neutral sentences, joins classes, cuts the larger one and takes a fifth of train", () => {
    const split = splitSst5({ train, test }, { seed: 1 });
    expect(counts(split)).toEqual([
      [8, 8],
      [2, 2],
      [3, 3],
    ]);
    const [trained, tested] = [[...split.train.rows, ...split.validation.rows], split.test.rows];
    expect(new Set(trained.map(({ id }) => id)).size).toBe(20);
    for (const { id, label } of [...trained, ...tested]) {
      expect(label).toBe(["0", "1"].includes(id[0]!) ? "negative" : "positive");
      expect(id[0]).not.toBe("2");
    }
  });

  it("gives the paper's sizes on the published numbers of sentences", () => {
    // Socher et al. 2013, two classes: 3310 and 3610 to train on, 912 and 909 to test on.
    const [published, tested] = [stars(0, 3310, 0, 3610, 0), stars(0, 912, 0, 909, 0)];
    const split = splitSst5({ train: published, test: tested }, { seed: 1 });
    expect(parts(split).map(({ rows }) => rows.length)).toEqual([5296, 1324, 1818]);
  });

  it("is the same for a seed and another for another", () => {
    const split = (seed: number) => ids(splitSst5({ train, test }, { seed }));
    expect(split(1)).toEqual(split(1));
    expect(split(1)).not.toEqual(split(2));
  });

  it("names the slice each part is of", () => {
    const split = splitSst5({ train, test }, { seed: 1 });
    expect(split.validation.slice).toBe("all, 28 rows; validation: 4 balanced");
    expect(split.test.sha256).toBe(test.sha256);
  });

  it("refuses sentences of one sign", () => {
    expect(() => splitSst5({ train: stars(3, 3, 3, 0, 0), test }, { seed: 1 })).toThrow("one kind");
  });

  it("makes 2 x 3308 and 2 x 731 of the slices", async ({ skip }) => {
    const areFound = isFound("sst5", "train.tsv") && isFound("sst5", "test.tsv");
    skip(!areFound, "sst5/train.tsv and sst5/test.tsv are not in a data folder");
    const [sstTrain, sstTest] = [await readSst5("train"), await readSst5("test")];
    if (!sstTrain.slice.startsWith("train.tsv, ")) skip("the data folders have another version");
    const split = splitSst5({ train: sstTrain, test: sstTest }, { seed: 1 });
    expect(counts(split)).toEqual([
      [2646, 2646],
      [662, 662],
      [731, 731],
    ]);
  });
});

describe("splitRatedSentences", () => {
  it("labels by the sign and drops what is within 0.5 of neutral", () => {
    const split = splitRatedSentences(ratings(-2, -0.5, -0.49, 0, 0.49, 0.5, 3), { seed: 1 });
    const rows = parts(split).flatMap((part) => part.rows);
    const labels = Object.fromEntries(rows.map(({ id, label }) => [id, label]));
    expect(labels).toEqual({ 0: "negative", 1: "negative", 5: "positive", 6: "positive" });
  });

  it("deals out in the paper's ratio", () => {
    const values = Array.from({ length: 8438 + 100 }, (_, i) => (i % 2 === 0 || i > 8438 ? 2 : -2));
    const split = splitRatedSentences(ratings(...values), { seed: 1 });
    expect(parts(split).map(({ rows }) => rows.length)).toEqual([5296, 1324, 1818]);
  });

  it("has no text twice, letter case and punctuation aside", () => {
    const repeated = ["A mess.", "a mess", "Fun!", "Fun", "Fun..."].map((text, i) => ({
      id: String(i),
      text,
      rating: text.toLowerCase().startsWith("a") ? -1 : 1,
    }));
    expect(ids(splitRatedSentences(rowsOf(repeated), { seed: 1 })).sort()).toEqual(["0", "2"]);
  });

  it("uses most of the movie reviews and shares no text between parts", async ({ skip }) => {
    const hasArchive = isFound("movie-reviews", "hutto_ICWSM_2014.tar.gz");
    skip(!hasArchive, "the archive of set-up is not in a data folder");
    const split = splitRatedSentences(await readRatedSentences(), { seed: 1 });
    const texts = parts(split).flatMap(({ rows }) => rows.map(({ text }) => text.toLowerCase()));
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.length).toBeGreaterThan(9000);
  });
});
