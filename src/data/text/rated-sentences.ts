import { requireKnownName } from "../../core/index.ts";
import { dataFolders, readDataFiles } from "../cache.ts";
import type { ReadOptions } from "../download.ts";
import { readManifest } from "../manifest.ts";
import { openTar } from "../tar.ts";
import { linesOf, malformed } from "./lines.ts";
import type { TextRows } from "./text-rows.ts";

const ARCHIVE_FOLDER = "hutto_ICWSM_2014";

const fileOf = {
  movies: "movieReviewSnippets_GroundTruth.txt",
  products: "amazonReviewSnippets_GroundTruth.txt",
  editorials: "nytEditorialSnippets_GroundTruth.txt",
  tweets: "tweets_GroundTruth.txt",
} as const;

/** What people rated: sentences of movie reviews, product reviews and newspaper editorials, and tweets. */
export type SentenceGenre = keyof typeof fileOf;
export const sentenceGenres = ["movies", "products", "editorials", "tweets"] as const;

/** A sentence and how people felt it. */
export interface RatedSentence {
  /** Unique within its genre; of the form `<review>_<sentence>` for products and editorials. */
  readonly id: string;
  readonly text: string;
  /** Mean over some 20 people, in [-4, 4]: extremely negative to extremely positive. */
  readonly rating: number;
}

/**
 * Reads sentences with their mean ratings by people, which `npm run setup` puts into the cache.
 *
 * @param genre - The 10,605 movie-review sentences are the default text of the sentiment experiments.
 * @throws {ConfigError} On an unknown genre.
 * @throws {DatasetError} If the archive is missing, damaged, or has a malformed line.
 * @see Hutto and Gilbert 2014, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis".
 */
export async function readRatedSentences(
  genre: SentenceGenre = "movies",
  { folders = dataFolders() }: ReadOptions = {},
): Promise<TextRows<RatedSentence>> {
  requireKnownName("readRatedSentences: genre", genre, sentenceGenres);
  const manifest = await readManifest("movie-reviews");
  const [archive] = await readDataFiles(manifest, folders);
  const file = fileOf[genre];
  const files = openTar(archive!, manifest.name);
  const rows = parseRatedSentences(await files.read(`${ARCHIVE_FOLDER}/${file}`), file);
  const { name, sha256, licence, citation } = manifest;
  return { name, slice: `${file}, ${rows.length} rows`, sha256, licence, citation, rows };
}

/**
 * Parses lines of id, mean rating and sentence, separated by tabs.
 *
 * @param path - For messages.
 * @throws {DatasetError} If a line has other cells, no text, or a rating outside [-4, 4].
 */
export function parseRatedSentences(bytes: Buffer, path: string): readonly RatedSentence[] {
  return Array.from(linesOf(bytes, path), (line) => {
    const [id, number, sentence, ...more] = line.text.split("\t");
    if (!id || !number || sentence === undefined || more.length > 0) {
      throw malformed(line, "be an id, a rating and a sentence", JSON.stringify(line.text));
    }
    const rating = Number(number);
    if (!(Math.abs(rating) <= 4)) throw malformed(line, "have a rating in [-4, 4]", number);
    const text = cleanSentence(sentence);
    if (text === "") throw malformed(line, "have a sentence", "none");
    return { id, text, rating };
  });
}

const characterOf: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"' };

/**
 * Undoes what the making of the files did to every text alike: HTML entities, `''` for a double quote, and
 * runs of spaces (where the movie reviews had a dash). Hyphens that were dropped inside words stay lost.
 */
function cleanSentence(sentence: string): string {
  return sentence
    .replace(/&(?:amp;)+/g, "&") // some were escaped twice
    .replace(/&(lt|gt|quot);/g, (_, name: string) => characterOf[name]!)
    .replaceAll("''", '"')
    .replace(/\s+/g, " ")
    .trim();
}
