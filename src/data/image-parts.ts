import { createHash } from "node:crypto";
import { DatasetError } from "../core/index.ts";
import type { ChannelScale } from "./channel-scale.ts";
import { createDataset, type ImageDataset } from "./dataset.ts";
import { combinedSha256, fileNamed } from "./download.ts";
import type { DownloadManifest } from "./manifest.ts";
import { paperOrder } from "./numpy-permutation.ts";

/** The parts that the authors of a data set publish: for training, and for testing. */
export interface ImageParts {
  readonly train: ImageDataset;
  readonly test: ImageDataset;
}

/** Images and labels as a file holds them. */
export interface LabelledImages {
  /** `[size, height, width, channels]`. */
  readonly images: Uint8Array;
  /** `[size]`. */
  readonly labels: Int32Array;
}

/** What a part is and what it was read from. */
export interface PartFields {
  readonly manifest: DownloadManifest;
  /** In words, e.g. `"training images"`. */
  readonly slice: string;
  /** Names of the files, as the manifest lists them. */
  readonly files: readonly string[];
  /** Whether they were read as published, so that the manifest's checksums hold. */
  readonly isPublished: boolean;
  readonly inputShape: readonly [height: number, width: number, channels: number];
  readonly numClasses: number;
  readonly scale: ChannelScale;
}

/**
 * Makes a data set of one part, its rows ordered as the experiments of BORAT draw them.
 *
 * @throws {DatasetError} If a label is not one of the classes.
 */
export function createPart({ images, labels }: LabelledImages, fields: PartFields): ImageDataset {
  const { manifest, slice, files, isPublished, inputShape, numClasses, scale } = fields;
  const { name, licence, citation } = manifest;
  const wrong = labels.find((label) => !(label >= 0 && label < numClasses));
  if (wrong !== undefined) {
    throw new DatasetError(
      `createPart: labels of the ${slice} of ${name} must be in [0, ${numClasses}), got ${wrong}. Fetch the data set again.`,
    );
  }
  return createDataset({
    name,
    slice: `all ${labels.length} ${slice}`,
    sha256: isPublished
      ? combinedSha256(files.map((file) => fileNamed(manifest, file)))
      : createHash("sha256").update(images).update(labels).digest("hex"),
    licence,
    citation,
    inputShape,
    numClasses,
    order: [...paperOrder(labels.length)],
    // Not a Buffer, whose slice() shares memory.
    inputs: new Uint8Array(images.buffer, images.byteOffset, images.byteLength),
    labels,
    scale,
  });
}
