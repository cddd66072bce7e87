export { type AugmentationOptions, type Augmenter, createAugmenter } from "./augment.ts";
export { type Batch, type Batches, type BatchOptions, createBatches } from "./batches.ts";
export { type ByteFile, openByteFile } from "./byte-file.ts";
export { dataFolders, readDataFiles } from "./cache.ts";
export { type ChannelScale, scaleChannels, unitScale } from "./channel-scale.ts";
export { readCifar10, readCifar100 } from "./cifar.ts";
export {
  createDataset,
  type Dataset,
  type ImageDataset,
  type InputValues,
  type Split,
  type SplitOptions,
  selectRows,
  splitDataset,
  standardize,
} from "./dataset.ts";
export { parseDigits, readDigits } from "./digits.ts";
export type { ReadOptions } from "./download.ts";
export { readFashionMnist, readMnistFull } from "./idx-images.ts";
export type { ImageParts } from "./image-parts.ts";
export { type DatasetName, datasetNames, loadDataset } from "./load.ts";
export {
  type ImageDatasetName,
  type ImageSplit,
  imageDatasetNames,
  loadImages,
  splitValidation,
} from "./load-images.ts";
export {
  type DownloadManifest,
  listManifests,
  type Manifest,
  readDownloadManifest,
  readManifest,
} from "./manifest.ts";
export { parseMnistClass, readMnist } from "./mnist.ts";
export { generateMnist1d, type Mnist1dOptions } from "./mnist-1d.ts";
export {
  defaultModelName,
  type FolderFiles,
  type GgufFiles,
  type ModelFiles,
  openModelFiles,
} from "./model-files.ts";
export { createNumpyRandom, type NumpyRandom, paperOrder } from "./numpy-permutation.ts";
export { readSvhn, readSvhnExtra } from "./svhn.ts";
export {
  type BbqCategory,
  type BbqRow,
  type BiasStandInOptions,
  bbqCategories,
  type FeatureColumns,
  type FeatureRow,
  type GenerateHansOptions,
  generateBiasStandIn,
  generateHans,
  type HansHeuristic,
  type HansLabel,
  type HansPart,
  type HansRow,
  hansHeuristics,
  hansLabels,
  type MnliLabel,
  type MnliPart,
  type MnliRow,
  mnliLabels,
  type OptionIndex,
  parseFeatureCsv,
  type RatedSentence,
  readBbq,
  readHans,
  readMnli,
  readRatedSentences,
  readSst5,
  type SentenceGenre,
  type Sentiment,
  type SentimentClass,
  type SentimentRow,
  type SentimentSplit,
  type SplitSentencesOptions,
  type Sst5Part,
  type Sst5Row,
  sentenceGenres,
  sentiments,
  splitRatedSentences,
  splitSst5,
  standInCategories,
  type TextRows,
  type TextSource,
} from "./text/index.ts";
export { readTinyImagenet } from "./tiny-imagenet.ts";
