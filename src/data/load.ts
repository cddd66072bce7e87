import { ConfigError } from "../core/index.ts";
import type { Dataset } from "./dataset.ts";
import { readDigits } from "./digits.ts";
import { readMnist } from "./mnist.ts";
import { generateMnist1d } from "./mnist-1d.ts";

/** Data sets that {@link loadDataset} knows. */
export const datasetNames = ["digits", "mnist", "mnist-1d"] as const;
export type DatasetName = (typeof datasetNames)[number];

const readers: Readonly<Record<DatasetName, () => Promise<Dataset>>> = {
  digits: readDigits,
  mnist: readMnist,
  "mnist-1d": async () => generateMnist1d(),
};

/**
 * Reads a data set by name from the cache or an installed package, or generates it; never fetches.
 *
 * @throws {ConfigError} On an unknown name.
 * @throws {DatasetError} If its file is missing or damaged; the message says what to do.
 * @example
 * const digits = await loadDataset("digits");
 * digits.inputShape; // [8, 8]
 */
export async function loadDataset(name: DatasetName): Promise<Dataset> {
  const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (read === undefined) {
    throw new ConfigError(
      `loadDataset: name must be one of ${datasetNames.join(", ")}, got ${name}`,
    );
  }
  return await read();
}
