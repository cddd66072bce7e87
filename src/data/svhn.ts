import { DatasetError } from "../core/index.ts";
import { unitScale } from "./channel-scale.ts";
import type { ImageDataset } from "./dataset.ts";
import { type ReadOptions, readDownloadedFile } from "./download.ts";
import { createPart, type ImageParts, type LabelledImages } from "./image-parts.ts";
import { type DownloadManifest, readDownloadManifest } from "./manifest.ts";
import { type MatArray, parseMat5 } from "./mat5.ts";

const SIDE = 32;
const CHANNELS = 3;
const PLANE = SIDE * SIDE;
const IMAGE = PLANE * CHANNELS;
const NUM_CLASSES = 10;

// The published code of ALI-G and BORAT only divides by 255.
const scale = unitScale(CHANNELS);

/**
 * Reads the cropped digits of Street View House Numbers: 73,257 and 26,032 images, `[32, 32, 3]` bytes.
 *
 * @throws {DatasetError} If a file is missing (the message says how to get it) or damaged.
 */
export async function readSvhn(options: ReadOptions = {}): Promise<ImageParts> {
  const manifest = await readDownloadManifest("svhn");
  return {
    train: await readPart(manifest, "train_32x32.mat", "training images", options),
    test: await readPart(manifest, "test_32x32.mat", "test images", options),
  };
}

/**
 * Reads the 531,131 easier images that SVHN adds for training, `[32, 32, 3]` bytes: 1.6 GB, and 3 GB
 * while they are read.
 *
 * @throws {DatasetError} If the file is missing (the message says how to get it) or damaged.
 */
export async function readSvhnExtra(options: ReadOptions = {}): Promise<ImageDataset> {
  const manifest = await readDownloadManifest("svhn");
  return await readPart(manifest, "extra_32x32.mat", "extra images", options);
}

async function readPart(
  manifest: DownloadManifest,
  file: string,
  slice: string,
  options: ReadOptions,
): Promise<ImageDataset> {
  const { path, bytes, isPublished } = await readDownloadedFile(manifest, file, options);
  return createPart(toImages(await parseMat5(bytes, path), path), {
    manifest,
    slice,
    files: [file],
    isPublished,
    inputShape: [SIDE, SIDE, CHANNELS],
    numClasses: NUM_CLASSES,
    scale,
  });
}

/**
 * Takes images and labels out of a file's arrays `X` `[32, 32, 3, N]` and `y` `[N, 1]`, in which the
 * digit 0 has label 10.
 *
 * @param arrays - From `parseMat5`; the bytes of `X` are moved within it.
 * @param path - Of the file, for messages.
 * @throws {DatasetError} If an array is missing or has another shape.
 */
export function toImages(arrays: ReadonlyMap<string, MatArray>, path: string): LabelledImages {
  const X = arrays.get("X");
  const y = arrays.get("y");
  const count = X?.shape[3] ?? 1; // MATLAB drops a last axis of 1
  const isRight =
    X?.values instanceof Uint8Array &&
    X.values.length === count * IMAGE &&
    X.shape.slice(0, 3).join() === [SIDE, SIDE, CHANNELS].join() &&
    y?.values.length === count;
  if (!isRight) {
    const shapeOf = (array?: MatArray) => (array ? `[${array.shape.join(", ")}]` : "none");
    throw new DatasetError(
      `toImages: ${path} must hold bytes X of shape [32, 32, 3, N] and y of shape [N, 1], got ${shapeOf(X)} and ${shapeOf(y)}`,
      { path },
    );
  }
  for (let row = 0; row < count; row += 1) {
    toChannelsLast(X.values.subarray(row * IMAGE, (row + 1) * IMAGE));
  }
  return { images: X.values, labels: Int32Array.from(y.values, (label) => label % NUM_CLASSES) };
}

const scratch = new Uint8Array(IMAGE);

/** In place: from channel, column, row (slowest to fastest) to row, column, channel. */
function toChannelsLast(image: Uint8Array): void {
  scratch.set(image);
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) {
      const pixel = (row * SIDE + column) * CHANNELS;
      for (let channel = 0; channel < CHANNELS; channel += 1) {
        image[pixel + channel] = scratch[channel * PLANE + column * SIDE + row]!;
      }
    }
  }
}
