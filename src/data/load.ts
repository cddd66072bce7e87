import { ConfigError } from "../core/index.ts";
import type { Dataset } from "./dataset.ts";
import { readDigits } from "./digits.ts";
import { readMnist } from "./mnist.ts";

/** A data set of images that {@link loadDataset} can read. */
export const datasetNames = ["digits", "mnist"] as const;
export type DatasetName = (typeof datasetNames)[number];

const readers: Readonly<Record<DatasetName, () => Promise<Dataset>>> = {
  digits: readDigits,
  mnist: readMnist,
};

/**
 * Reads a data set by name, from the cache or from an installed package; never from the network.
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
