import { DatasetError } from "../core/index.ts";
import type { ChannelScale } from "./channel-scale.ts";
import type { ImageDataset } from "./dataset.ts";
import { type FoundFile, type ReadOptions, readDownloadedFile } from "./download.ts";
import { parseIdx } from "./idx.ts";
import { createPart, type ImageParts } from "./image-parts.ts";
import { type DownloadManifest, readDownloadManifest } from "./manifest.ts";
import { unzipped } from "./tar.ts";

const NUM_CLASSES = 10;

/** Mean and deviation of the training pixels, as fractions of 255. */
const moments = {
  "mnist-full": { mean: 0.1307, deviation: 0.3081 },
  "fashion-mnist": { mean: 0.286, deviation: 0.353 },
};

/**
 * Reads all of MNIST: 60,000 and 10,000 digits, `[28, 28, 1]` bytes.
 *
 * @throws {DatasetError} If a file is missing (the message says how to get it) or damaged.
 */
export async function readMnistFull(options: ReadOptions = {}): Promise<ImageParts> {
  return await readParts("mnist-full", options);
}

/**
 * Reads Fashion-MNIST: 60,000 and 10,000 articles of clothing, `[28, 28, 1]` bytes.
 *
 * @throws {DatasetError} If a file is missing (the message says how to get it) or damaged.
 */
export async function readFashionMnist(options: ReadOptions = {}): Promise<ImageParts> {
  return await readParts("fashion-mnist", options);
}

async function readParts(name: keyof typeof moments, options: ReadOptions): Promise<ImageParts> {
  const manifest = await readDownloadManifest(name);
  const { mean, deviation } = moments[name];
  const scale = { mean: [255 * mean], deviation: [255 * deviation] };
  return {
    train: await readPart(manifest, "train", "training images", scale, options),
    test: await readPart(manifest, "t10k", "test images", scale, options),
  };
}

async function readPart(
  manifest: DownloadManifest,
  prefix: string,
  slice: string,
  scale: ChannelScale,
  options: ReadOptions,
): Promise<ImageDataset> {
  const files = [`${prefix}-images-idx3-ubyte.gz`, `${prefix}-labels-idx1-ubyte.gz`];
  // One after the other: where both are missing, the message names the first.
  const found: FoundFile[] = [];
  for (const file of files) found.push(await readDownloadedFile(manifest, file, options));
  const [images, labels] = found.map(({ bytes, path }) => parseIdx(unzipped(bytes, path), path));
  const [count, height, width] = images!.shape;
  if (images!.shape.length !== 3 || labels!.shape.join() !== String(count)) {
    throw new DatasetError(
      `readPart: the ${slice} of ${manifest.name} must have shape [N, height, width] and their labels [N], got [${images!.shape.join(", ")}] and [${labels!.shape.join(", ")}]`,
      { path: found[0]!.path },
    );
  }
  return createPart(
    { images: images!.values, labels: Int32Array.from(labels!.values) },
    {
      manifest,
      slice,
      files,
      isPublished: found.every(({ isPublished }) => isPublished),
      inputShape: [height!, width!, 1],
      numClasses: NUM_CLASSES,
      scale,
    },
  );
}
