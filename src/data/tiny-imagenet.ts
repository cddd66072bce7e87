import { DatasetError, decodeJpeg } from "../core/index.ts";
import type { ImageDataset } from "./dataset.ts";
import { openDownloadedArchive, type ReadOptions } from "./download.ts";
import type { FileSet } from "./file-set.ts";
import { createPart, type ImageParts } from "./image-parts.ts";
import { type DownloadManifest, readDownloadManifest } from "./manifest.ts";

const SIDE = 64;
const CHANNELS = 3;
const IMAGE = SIDE * SIDE * CHANNELS;

/** By channel, in bytes: the values of the published code of BORAT. */
const scale = {
  mean: [0.4802, 0.4481, 0.3975].map((mean) => 255 * mean),
  deviation: [0.2302, 0.2265, 0.2262].map((deviation) => 255 * deviation),
};

/** An image and its class. */
export interface LabelledFile {
  readonly name: string;
  readonly label: number;
}

/**
 * Reads Tiny ImageNet: 100,000 training images of 200 classes and the 10,000 validation images, which
 * serve as test images (those of the test folder have no labels); `[64, 64, 3]` bytes. Classes are
 * numbered in the alphabetical order of their WordNet ids.
 *
 * @throws {DatasetError} If the archive is missing (the message says how to get it) or damaged.
 */
export async function readTinyImagenet(options: ReadOptions = {}): Promise<ImageParts> {
  const manifest = await readDownloadManifest("tiny-imagenet");
  const { path, files, isPublished } = await openDownloadedArchive(manifest, options);
  const classes = await readClasses(files, path);
  const train = listTraining(files.names, classes);
  const validation = parseAnnotations(await readText(files, "val/val_annotations.txt"), classes);
  const part = async (slice: string, images: readonly LabelledFile[]): Promise<ImageDataset> =>
    await decodePart(
      files,
      images,
      { manifest, slice, isPublished, numClasses: classes.size },
      path,
    );
  return {
    train: await part("training images", train),
    test: await part("validation images", validation),
  };
}

/** Class number of each WordNet id. */
async function readClasses(files: FileSet, path: string): Promise<ReadonlyMap<string, number>> {
  const ids = (await readText(files, "wnids.txt")).split(/\s+/).filter(Boolean).sort();
  if (ids.length > 0) return new Map(ids.map((id, label) => [id, label]));
  throw new DatasetError(`readClasses: wnids.txt of ${path} must name classes, got none`, { path });
}

async function readText(files: FileSet, name: string): Promise<string> {
  return (await files.read(name)).toString("utf8");
}

/** Images at `train/<id>/images/`, by name, so that rows do not depend on the order of an archive. */
export function listTraining(
  names: readonly string[],
  classes: ReadonlyMap<string, number>,
): readonly LabelledFile[] {
  const images: LabelledFile[] = [];
  for (const name of [...names].sort()) {
    const id = /^train\/([^/]+)\/images\/[^/]+\.JPEG$/.exec(name)?.[1];
    const label = id === undefined ? undefined : classes.get(id);
    if (label !== undefined) images.push({ name, label });
  }
  return images;
}

/**
 * Parses `val_annotations.txt`: on each line a file and a WordNet id, then a box, separated by tabs.
 *
 * @throws {DatasetError} If an id is not one of the classes.
 */
export function parseAnnotations(
  text: string,
  classes: ReadonlyMap<string, number>,
): readonly LabelledFile[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line, i) => {
    const [file, id] = line.split("\t");
    const label = id === undefined ? undefined : classes.get(id);
    if (label !== undefined) return { name: `val/images/${file}`, label };
    throw new DatasetError(
      `parseAnnotations: line ${i + 1} must name a file and a class of wnids.txt, got ${JSON.stringify(line)}`,
    );
  });
}

interface TinyPart {
  readonly isPublished: boolean;
  readonly manifest: DownloadManifest;
  readonly slice: string;
  readonly numClasses: number;
}

async function decodePart(
  files: FileSet,
  listed: readonly LabelledFile[],
  part: TinyPart,
  path: string,
): Promise<ImageDataset> {
  if (listed.length === 0) {
    throw new DatasetError(`decodePart: ${path} must hold ${part.slice}, got none`, { path });
  }
  const images = new Uint8Array(listed.length * IMAGE);
  for (const [row, { name }] of listed.entries()) {
    images.set(decodeImage(await files.read(name), `${name} in ${path}`), row * IMAGE);
  }
  const labels = Int32Array.from(listed, ({ label }) => label);
  const fields = {
    ...part,
    files: part.manifest.files.map(({ file }) => file),
    inputShape: [SIDE, SIDE, CHANNELS] as const,
    scale,
  };
  return createPart({ images, labels }, fields);
}

function decodeImage(file: Buffer, what: string): ArrayLike<number> {
  try {
    const image = decodeJpeg(file);
    const { shape } = image;
    const values = image.dataSync();
    image.dispose();
    if (shape.join() === [SIDE, SIDE, CHANNELS].join()) return values;
    throw new Error(`its shape is [${shape.join(", ")}]`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatasetError(
      `decodeImage: ${what} must be a JPEG image of 64x64 pixels: ${reason}`,
      {},
      { cause },
    );
  }
}
