import { requireKnownName } from "../core/index.ts";
import { readCifar10, readCifar100 } from "./cifar.ts";
import { emptyLike, type ImageDataset, splitDataset } from "./dataset.ts";
import type { ReadOptions } from "./download.ts";
import { readFashionMnist, readMnistFull } from "./idx-images.ts";
import type { ImageParts } from "./image-parts.ts";
import { readSvhn, readSvhnExtra } from "./svhn.ts";
import { readTinyImagenet } from "./tiny-imagenet.ts";

/** Image sets that {@link loadImages} knows; `svhn-extra` trains on the extra images, too. */
export const imageDatasetNames = [
  "mnist-full",
  "fashion-mnist",
  "svhn",
  "svhn-extra",
  "cifar-10",
  "cifar-100",
  "tiny-imagenet",
] as const;
export type ImageDatasetName = (typeof imageDatasetNames)[number];

/** Three slices of one image set without a common image. */
export interface ImageSplit {
  readonly train: ImageDataset;
  /** Absent where the paper validates on the test images (Tiny ImageNet). */
  readonly validation: ImageDataset | undefined;
  readonly test: ImageDataset;
}

/** Validation images that the published code of BORAT takes out of the training images. */
const validationSizes: Readonly<Record<ImageDatasetName, number>> = {
  "mnist-full": 10_000,
  "fashion-mnist": 10_000, // not in that code: as MNIST
  svhn: 6_000,
  "svhn-extra": 6_000,
  "cifar-10": 5_000,
  "cifar-100": 5_000,
  "tiny-imagenet": 0,
};

const readers: Readonly<Record<ImageDatasetName, (options: ReadOptions) => Promise<ImageParts>>> = {
  "mnist-full": readMnistFull,
  "fashion-mnist": readFashionMnist,
  svhn: readSvhn,
  "svhn-extra": readSvhn,
  "cifar-10": readCifar10,
  "cifar-100": readCifar100,
  "tiny-imagenet": readTinyImagenet,
};

/**
 * Reads an image set and splits it as the experiments of BORAT do: CIFAR into 45,000, 5,000 and
 * 10,000 images, the same ones on every machine. Never fetches.
 *
 * @throws {ConfigError} On an unknown name.
 * @throws {DatasetError} If a file is missing or damaged; the message says what to do.
 * @example
 * const { train, validation, test } = await loadImages("cifar-100");
 */
export async function loadImages(
  name: ImageDatasetName,
  options: ReadOptions = {},
): Promise<ImageSplit> {
  requireKnownName("loadImages: name", name, imageDatasetNames);
  const parts = await readers[name](options);
  const split = splitValidation(parts, validationSizes[name]);
  if (name !== "svhn-extra") return split;
  // The validation images are never extra ones, which are easier.
  return { ...split, train: concatRows(split.train, await readSvhnExtra(options)) };
}

/**
 * Takes validation images out of the training images, by the fixed order of their rows.
 *
 * @param size - How many; 0 for none.
 * @throws {ConfigError} If there are not more training images than that.
 */
export function splitValidation({ train, test }: ImageParts, size: number): ImageSplit {
  if (size === 0) return { train, validation: undefined, test };
  const split = splitDataset(train, { train: train.size - size, test: size });
  return { train: split.train, validation: split.test, test };
}

/** The rows of one data set after those of another of the same shape and classes. */
function concatRows(first: ImageDataset, second: ImageDataset): ImageDataset {
  const inputs = emptyLike(first.inputs, first.inputs.length + second.inputs.length);
  inputs.set(first.inputs);
  inputs.set(second.inputs, first.inputs.length);
  const size = first.size + second.size;
  return {
    ...first,
    slice: `${first.slice}, and ${second.slice}`,
    size,
    order: Array.from({ length: size }, (_, row) => row),
    inputs,
    labels: Int32Array.from([...first.labels, ...second.labels]),
  };
}
