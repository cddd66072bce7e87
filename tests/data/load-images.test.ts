import { describe, expect, it } from "vitest";
import {
  createDataset,
  type ImageDatasetName,
  imageDatasetNames,
  listManifests,
  loadImages,
  paperOrder,
  readDownloadManifest,
  splitValidation,
} from "../../src/data/index.ts";

/** One pixel an image; its value is its row. */
const images = (size: number) =>
  createDataset({
    name: "pixels",
    slice: `all ${size} images`,
    sha256: "0".repeat(64),
    licence: "MIT",
    citation: "None.",
    inputShape: [1, 1, 1],
    numClasses: 2,
    order: [...paperOrder(size)],
    inputs: Uint8Array.from({ length: size }, (_, row) => row),
    labels: new Int32Array(size),
  });

describe("splitValidation", () => {
  // numpy 2.4.6: seed(1234); t = choice(10, size=10, replace=False); permutation(t)
  it("takes training and then validation rows as NumPy's order gives them", () => {
    const parts = { train: images(10), test: images(3) };
    const { train, validation, test } = splitValidation(parts, 3);
    expect([...train.inputs]).toEqual([5, 1, 8, 2, 0, 6, 7]);
    expect([...validation!.inputs]).toEqual([9, 4, 3]);
    expect(test).toBe(parts.test);
  });

  it("keeps bytes as bytes", () => {
    const { train } = splitValidation({ train: images(4), test: images(1) }, 1);
    expect(train.inputs).toBeInstanceOf(Uint8Array);
  });

  it("takes none where none are wanted", () => {
    const parts = { train: images(4), test: images(1) };
    expect(splitValidation(parts, 0)).toEqual({ ...parts, validation: undefined });
  });

  it("refuses to leave no training images", () => {
    expect(() => splitValidation({ train: images(4), test: images(1) }, 4)).toThrow("at most 4");
  });
});

describe("loadImages", () => {
  it.each(imageDatasetNames)("says how to fetch %s when it is missing", async (name) => {
    const manifest = name === "svhn-extra" ? "svhn" : name;
    await expect(loadImages(name, { folders: ["/none"] })).rejects.toThrow(
      `Run: node scripts/fetch-data.mjs ${manifest} `,
    );
  });

  it("suggests the nearest name", async () => {
    const name: string = "cifar10";
    await expect(loadImages(name as ImageDatasetName)).rejects.toThrow('Did you mean "cifar-10"?');
  });
});

describe("readDownloadManifest", () => {
  it("reads the manifest of every image set", async () => {
    const names = new Set<string>(imageDatasetNames.filter((name) => name !== "svhn-extra"));
    const known = (await listManifests()).filter((name) => names.has(name));
    const manifests = await Promise.all(known.map(readDownloadManifest));
    expect(manifests.map(({ name }) => name)).toEqual([...names].sort());
  });

  it("refuses the name of a set that comes in a package", async () => {
    await expect(readDownloadManifest("digits")).rejects.toThrow("malformed manifest");
  });
});
