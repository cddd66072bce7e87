import { gunzipSync } from "node:zlib";
import { ShapeError } from "../core/index.ts";
import { readDataFiles } from "./cache.ts";
import { createDataset, type Dataset } from "./dataset.ts";
import { readManifest, readOrder } from "./manifest.ts";

const PIXELS = 64; // 8 x 8

/**
 * Reads the 1,797 handwritten digits of 8x8 pixels, values 0 to 16, in the order of the file.
 *
 * @throws {DatasetError} If the file is missing or is not the one of the manifest.
 */
export async function readDigits(): Promise<Dataset> {
  const manifest = await readManifest("digits");
  const [file] = await readDataFiles(manifest);
  const { name, sha256, licence, citation } = manifest;
  const { inputs, labels } = parseDigits(gunzipSync(file!).toString("utf8"));
  return createDataset({
    name,
    slice: `all ${labels.length} digits`,
    sha256,
    licence,
    citation,
    inputShape: [8, 8],
    numClasses: 10,
    // NumPy's permutation of seed 0, so that results compare with runs made in Python.
    order: await readOrder("digits"),
    inputs,
    labels,
  });
}

/**
 * Parses lines of 64 pixel values and a label, separated by commas.
 *
 * @throws {ShapeError} If a line has another number of values.
 */
export function parseDigits(csv: string): Pick<Dataset, "inputs" | "labels"> {
  const lines = csv.trimEnd().split("\n");
  const inputs = new Float32Array(lines.length * PIXELS);
  const labels = new Int32Array(lines.length);
  for (const [row, line] of lines.entries()) {
    const values = line.split(",").map(Number);
    if (values.length !== PIXELS + 1) {
      throw new ShapeError(`parseDigits: line ${row + 1}`, {
        expected: [PIXELS + 1],
        actual: [values.length],
      });
    }
    inputs.set(values.slice(0, PIXELS), row * PIXELS);
    labels[row] = values[PIXELS]!;
  }
  return { inputs, labels };
}
