import { DatasetError } from "../core/index.ts";
import type { ImageDataset } from "./dataset.ts";
import { openDownloadedArchive, type ReadOptions } from "./download.ts";
import type { FileSet } from "./file-set.ts";
import { createPart, type ImageParts, type LabelledImages } from "./image-parts.ts";
import { type DownloadManifest, readDownloadManifest } from "./manifest.ts";

const SIDE = 32;
const CHANNELS = 3;
const PLANE = SIDE * SIDE;
const IMAGE = PLANE * CHANNELS;

/** Bytes before an image, and which of them is the label. */
export interface CifarFormat {
  readonly labelBytes: number;
  readonly labelAt: number;
}

/** One byte: the class. */
export const cifar10Format: CifarFormat = { labelBytes: 1, labelAt: 0 };
/** Two bytes: the coarse class of 20 and the fine one of 100, which is the label. */
export const cifar100Format: CifarFormat = { labelBytes: 2, labelAt: 1 };

/** By channel, in bytes: the values that the published code of ALI-G and BORAT uses for both sets. */
const scale = { mean: [125.3, 123.0, 113.9], deviation: [63.0, 62.1, 66.7] };

/**
 * Reads CIFAR-10: 50,000 and 10,000 images, `[32, 32, 3]` bytes. The first 45,000 rows of the
 * training part's order and the next 5,000 are the paper's training and validation images.
 *
 * @throws {DatasetError} If the archive is missing (the message says how to get it) or damaged.
 * @example
 * const { train, test } = await readCifar10();
 * const split = splitDataset(train, { train: 45_000, test: 5_000 });
 */
export async function readCifar10(options: ReadOptions = {}): Promise<ImageParts> {
  const trainFiles = [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.bin`);
  return await readCifar("cifar-10", 10, cifar10Format, trainFiles, "test_batch.bin", options);
}

/**
 * Reads CIFAR-100 with its 100 fine classes: 50,000 and 10,000 images, `[32, 32, 3]` bytes. The
 * first 45,000 rows of the training part's order and the next 5,000 are the paper's training and
 * validation images.
 *
 * @throws {DatasetError} If the archive is missing (the message says how to get it) or damaged.
 */
export async function readCifar100(options: ReadOptions = {}): Promise<ImageParts> {
  return await readCifar("cifar-100", 100, cifar100Format, ["train.bin"], "test.bin", options);
}

async function readCifar(
  name: string,
  numClasses: number,
  format: CifarFormat,
  trainFiles: readonly string[],
  testFile: string,
  options: ReadOptions,
): Promise<ImageParts> {
  const manifest = await readDownloadManifest(name);
  const { path, files, isPublished } = await openDownloadedArchive(manifest, options);
  const part = async (slice: string, names: readonly string[]): Promise<ImageDataset> =>
    createPart(await parseAll(files, names, format, path), {
      ...partFields(manifest, numClasses),
      slice,
      isPublished,
    });
  return {
    train: await part("training images", trainFiles),
    test: await part("test images", [testFile]),
  };
}

function partFields(manifest: DownloadManifest, numClasses: number) {
  const files = manifest.files.map(({ file }) => file);
  const inputShape = [SIDE, SIDE, CHANNELS] as const;
  return { manifest, files, inputShape, numClasses, scale };
}

async function parseAll(
  files: FileSet,
  names: readonly string[],
  format: CifarFormat,
  path: string,
): Promise<LabelledImages> {
  const records: Buffer[] = [];
  for (const name of names) records.push(await files.read(name));
  return parseCifar(Buffer.concat(records), format, path);
}

/**
 * Parses records of labels and 3,072 bytes: the red plane, the green and the blue, each by rows.
 *
 * @param records - Bytes of one file, or of several one after the other.
 * @param path - Of the file, for messages.
 * @returns Images `[size, 32, 32, 3]`, channels last.
 * @throws {DatasetError} If the last record is not whole.
 */
export function parseCifar(
  records: Uint8Array,
  { labelBytes, labelAt }: CifarFormat,
  path: string,
): LabelledImages {
  const record = labelBytes + IMAGE;
  const size = records.length / record;
  if (!(Number.isInteger(size) && size > 0)) {
    throw new DatasetError(
      `parseCifar: ${path} must hold records of ${record} bytes, got ${records.length} bytes`,
      { path },
    );
  }
  const images = new Uint8Array(size * IMAGE);
  const labels = new Int32Array(size);
  for (let row = 0; row < size; row += 1) {
    const at = row * record;
    labels[row] = records[at + labelAt]!;
    const planes = records.subarray(at + labelBytes, at + record);
    const image = images.subarray(row * IMAGE, (row + 1) * IMAGE);
    for (let pixel = 0; pixel < PLANE; pixel += 1) {
      for (let channel = 0; channel < CHANNELS; channel += 1) {
        image[pixel * CHANNELS + channel] = planes[channel * PLANE + pixel]!;
      }
    }
  }
  return { images, labels };
}
