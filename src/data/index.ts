export { dataFolders, readDataFiles } from "./cache.ts";
export {
  createDataset,
  type Dataset,
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
