import { ConfigError, requireKnownName } from "../../core/index.ts";
import {
  type Dataset,
  type DatasetName,
  datasetNames,
  type ImageDatasetName,
  type InputValues,
  imageDatasetNames,
  loadDataset,
  loadImages,
  selectRows,
  splitDataset,
  standardize,
} from "../../data/index.ts";
import type { Cell } from "./cell.ts";

/** The slices of a run on the host; many runs may share them. */
export interface CellData {
  readonly train: Dataset<InputValues>;
  /** Absent where no epoch is chosen. */
  readonly validation?: Dataset<InputValues>;
  readonly test: Dataset<InputValues>;
}

/** Which slices: all that {@link loadCellData} goes by. */
export type DataChoice = Pick<Cell, "dataset" | "train" | "validation" | "test">;

/** Training examples of the sets that their authors do not split. */
const trainingSizes: Readonly<Record<DatasetName, number>> = {
  digits: 1000,
  mnist: 8000,
  "mnist-1d": 4000,
};

/**
 * Reads the slices of a run. Small sets are split by their fixed order (training, then validation,
 * then test examples) and standardised by the training slice; image sets keep their authors' test
 * part, and the paper's validation images are never trained on.
 *
 * @throws {ConfigError} If a slice is larger than what there is.
 * @throws {DatasetError} If the data set is missing; the message says how to get it.
 * @example
 * const data = await loadCellData({ dataset: "digits", train: 1000 });
 * const results = await Promise.all(cells.map((cell) => runCell(cell, { data })));
 */
export async function loadCellData(choice: DataChoice): Promise<CellData> {
  const small = datasetNames.find((name) => name === choice.dataset);
  if (small !== undefined) return await loadSmall(small, choice);
  const name = requireKnownName("loadCellData: dataset", choice.dataset, imageDatasetNames);
  return await loadImageSlices(name, choice);
}

async function loadSmall(
  name: DatasetName,
  { train = trainingSizes[name], validation = 0, test }: DataChoice,
): Promise<CellData> {
  const outer = splitDataset(await loadDataset(name), { train: train + validation, test });
  if (validation === 0) return standardize(outer);
  const inner = splitDataset(outer.train, { train, test: validation });
  const scaled = standardize(inner);
  const { test: scaledTest } = standardize({ train: inner.train, test: outer.test });
  return { train: scaled.train, validation: scaled.test, test: scaledTest };
}

async function loadImageSlices(
  name: ImageDatasetName,
  { train, validation, test }: DataChoice,
): Promise<CellData> {
  const parts = await loadImages(name);
  const slices = {
    train: first("train", parts.train, train),
    test: first("test", parts.test, test),
  };
  if (validation === undefined) return slices;
  if (parts.validation === undefined) {
    throw new ConfigError(
      `loadCellData: validation must be left out for ${name}, which is tested on its validation images, got ${validation}`,
    );
  }
  return { ...slices, validation: first("validation", parts.validation, validation) };
}

function first(
  slice: string,
  dataset: Dataset<InputValues>,
  count: number | undefined,
): Dataset<InputValues> {
  if (count === undefined || count === dataset.size) return dataset;
  if (count > dataset.size) {
    throw new ConfigError(
      `loadCellData: ${slice} must be at most ${dataset.size} for ${dataset.name}, got ${count}`,
    );
  }
  const rows = Array.from({ length: count }, (_, row) => row);
  return selectRows(dataset, rows, `rows 0 to ${count - 1} of ${dataset.slice}`);
}
