import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readRatedSentences, sentenceGenres } from "../../../src/data/index.ts";
import { parseRatedSentences } from "../../../src/data/text/rated-sentences.ts";
import { isFound } from "./found.ts";

const parse = (text: string) => parseRatedSentences(Buffer.from(text), "movies.txt");

describe("parseRatedSentences", () => {
  it("reads id, rating and sentence of each line", () => {
    expect(parse("1\t-0.5\tA dull film.\r\n2_1\t4\tTouch\u00e9!\r\n")).toEqual([
      { id: "1", rating: -0.5, text: "A dull film." },
      { id: "2_1", rating: 4, text: "Touch\u00e9!" },
    ]);
  });

  it("undoes entities, doubled quotes and runs of spaces", () => {
    const [row] = parse("1\t1\t ''Alice &amp;amp; Bob''   made of &lt;3  \n");
    expect(row!.text).toBe('"Alice & Bob" made of <3');
  });

  it("leaves single quotes and unknown entities alone", () => {
    expect(parse("1\t1\tThe '50s &eacute;")[0]!.text).toBe("The '50s &eacute;");
  });

  it.each([
    { name: "too few cells", line: "1\t2", message: "line 2 must be an id, a rating" },
    { name: "too many cells", line: "1\t2\ta\tb", message: "line 2 must be an id, a rating" },
    { name: "a rating that is no number", line: "1\tgood\ta", message: "in [-4, 4], got good" },
    { name: "a rating out of range", line: "1\t4.5\ta", message: "in [-4, 4], got 4.5" },
    { name: "no text", line: "1\t2\t ", message: "movies.txt: line 2 must have a sentence" },
  ])("refuses a line with $name", ({ line, message }) => {
    expect(() => parse(`1\t0\tfine\n${line}\n`)).toThrow(message);
  });
});

describe("readRatedSentences", () => {
  it("says what is missing and how to get it", async () => {
    const folders = [mkdtempSync(join(tmpdir(), "no-data-"))];
    await expect(readRatedSentences("movies", { folders })).rejects.toThrow(
      /movie-reviews must be at .*hutto_ICWSM_2014\.tar\.gz.*npm run setup/,
    );
  });

  it("suggests the nearest genre", async () => {
    const genre: string = "movie";
    await expect(readRatedSentences(genre as "movies")).rejects.toThrow('Did you mean "movies"?');
  });

  const hasArchive = isFound("movie-reviews", "hutto_ICWSM_2014.tar.gz");
  // The counts are those of the archive's own readme.
  it.skipIf(!hasArchive).each([
    { genre: "movies", count: 10_605 },
    { genre: "products", count: 3_708 },
    { genre: "editorials", count: 5_190 },
    { genre: "tweets", count: 4_200 },
  ] as const)("reads all $count $genre (needs the archive of set-up)", async ({ genre, count }) => {
    expect(sentenceGenres).toContain(genre);
    const { rows, slice } = await readRatedSentences(genre);
    expect(slice).toContain(`${count} rows`);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(count);
    expect(rows.filter(({ text }) => /&(?:amp|lt|gt);|''|\s\s|^\s|\s$/.test(text))).toEqual([]);
  });
});
