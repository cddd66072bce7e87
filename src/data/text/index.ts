export {
  type BbqCategory,
  type BbqRow,
  bbqCategories,
  type OptionIndex,
  readBbq,
} from "./bbq.ts";
export {
  type BiasStandInOptions,
  generateBiasStandIn,
  standInCategories,
} from "./bias-stand-in.ts";
export { type FeatureColumns, type FeatureRow, parseFeatureCsv } from "./feature-csv.ts";
export {
  type HansHeuristic,
  type HansLabel,
  type HansPart,
  type HansRow,
  hansHeuristics,
  hansLabels,
  readHans,
} from "./hans.ts";
export { type GenerateHansOptions, generateHans } from "./hans-generator/generate-hans.ts";
export {
  type MnliLabel,
  type MnliPart,
  type MnliRow,
  mnliLabels,
  readMnli,
} from "./mnli.ts";
export {
  type RatedSentence,
  readRatedSentences,
  type SentenceGenre,
  sentenceGenres,
} from "./rated-sentences.ts";
export {
  type Sentiment,
  type SentimentRow,
  type SentimentSplit,
  type SplitSentencesOptions,
  sentiments,
  splitRatedSentences,
  splitSst5,
} from "./sentence-splits.ts";
export { readSst5, type SentimentClass, type Sst5Part, type Sst5Row } from "./sst5.ts";
export type { TextRows, TextSource } from "./text-rows.ts";
