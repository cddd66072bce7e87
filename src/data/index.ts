export { type AugmentationOptions, type Augmenter, createAugmenter } from "./augment.ts";
export { type Batch, type Batches, type BatchOptions, createBatches } from "./batches.ts";
export { dataFolders, readDataFiles } from "./cache.ts";
export { type ChannelScale, scaleChannels, unitScale } from "./channel-scale.ts";
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
export { type DatasetName, datasetNames, loadDataset } from "./load.ts";
export { listManifests, type Manifest, readManifest } from "./manifest.ts";
export { parseMnistClass, readMnist } from "./mnist.ts";
export { generateMnist1d, type Mnist1dOptions } from "./mnist-1d.ts";
export { createNumpyRandom, type NumpyRandom, paperOrder } from "./numpy-permutation.ts";
