export {
  type BbqCategory,
  type BbqRow,
  bbqCategories,
  type OptionIndex,
  readBbq,
} from "./bbq.ts";
export {
  type RatedSentence,
  readRatedSentences,
  type SentenceGenre,
  sentenceGenres,
} from "./rated-sentences.ts";
export type { TextRows, TextSource } from "./text-rows.ts";
