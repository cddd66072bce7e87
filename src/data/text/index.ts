export {
  type RatedSentence,
  readRatedSentences,
  type SentenceGenre,
  sentenceGenres,
} from "./rated-sentences.ts";
export type { TextRows, TextSource } from "./text-rows.ts";
