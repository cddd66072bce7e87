import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseIdx } from "../../src/data/idx.ts";
import { readFashionMnist, readMnistFull } from "../../src/data/index.ts";

/** An IDX file of bytes. */
function idx(shape: readonly number[], values: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt16BE(0x08, 1);
  header.writeUInt8(8, 2);
  header.writeUInt8(shape.length, 3);
  for (const [axis, length] of shape.entries()) header.writeUInt32BE(length, 4 + 4 * axis);
  return Buffer.concat([header, Buffer.from(values)]);
}

describe("parseIdx", () => {
  it("gives shape and bytes", () => {
    const { shape, values } = parseIdx(idx([2, 1, 2], [1, 2, 3, 255]), "a");
    expect(shape).toEqual([2, 1, 2]);
    expect([...values]).toEqual([1, 2, 3, 255]);
  });

  it.each([
    { name: "an empty file", file: Buffer.alloc(0), message: "got an empty file" },
    {
      name: "a file of floats",
      file: Buffer.from([0, 0, 13, 1, 0, 0, 0, 0]),
      message: "got 0 0 13 1",
    },
    { name: "a gzip file", file: gzipSync("x"), message: "got 31 139 8 0" },
    {
      name: "a cut header",
      file: idx([2, 2], [1, 2, 3, 4]).subarray(0, 10),
      message: "got 0 0 8 2",
    },
    {
      name: "a cut file",
      file: idx([2, 2], [1, 2, 3]),
      message: "a of shape [2, 2] must have 16 bytes, got 15",
    },
  ])("rejects $name", ({ file, message }) => {
    expect(() => parseIdx(file, "a")).toThrow(message);
  });
});

describe("readMnistFull", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "idx-test-"));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function place(name: string, trainLabels: readonly number[]): void {
    const folder = join(root, name);
    mkdirSync(folder);
    const images = idx([3, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255]);
    writeFileSync(join(folder, "train-images-idx3-ubyte"), images);
    writeFileSync(join(folder, "train-labels-idx1-ubyte"), idx([trainLabels.length], trainLabels));
    writeFileSync(join(folder, "t10k-images-idx3-ubyte"), idx([1, 2, 2], [4, 3, 2, 1]));
    writeFileSync(join(folder, "t10k-labels-idx1-ubyte"), idx([1], [9]));
  }

  it.each([
    { name: "mnist-full", read: readMnistFull },
    { name: "fashion-mnist", read: readFashionMnist },
  ])(
    "reads $name from files that were unzipped, as bytes with one channel",
    async ({ name, read }) => {
      place(name, [7, 0, 9]);
      const { train, test } = await read({ folders: [root] });
      expect(train).toMatchObject({ name, size: 3, inputShape: [2, 2, 1], numClasses: 10 });
      expect(train.inputs).toEqual(Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255]));
      expect([...train.labels]).toEqual([7, 0, 9]);
      expect([...test.inputs]).toEqual([4, 3, 2, 1]);
      expect(test.slice).toBe("all 1 test images");
    },
  );

  it("says where the file goes and how to fetch it when it is missing", async () => {
    const path = join(root, "mnist-full", "train-images-idx3-ubyte.gz");
    await expect(readMnistFull({ folders: [root] })).rejects.toMatchObject({
      name: "DatasetError",
      path,
      message: expect.stringMatching(
        /train-images-idx3-ubyte\.gz or .*Run: node scripts\/fetch-data\.mjs mnist-full train-images-idx3-ubyte\.gz\. Without a network, get https:/s,
      ),
    });
  });

  it("refuses a published file of another size", async () => {
    place("mnist-full", [7, 0, 9]);
    const path = join(root, "mnist-full", "train-images-idx3-ubyte.gz");
    writeFileSync(path, gzipSync(idx([1], [1])));
    await expect(readMnistFull({ folders: [root] })).rejects.toThrow("must have 9912422 bytes");
  });

  it("refuses images and labels of different numbers", async () => {
    place("mnist-full", [7, 0]);
    await expect(readMnistFull({ folders: [root] })).rejects.toThrow("got [3, 2, 2] and [2]");
  });

  it("refuses a label that is no class", async () => {
    place("mnist-full", [7, 0, 10]);
    await expect(readMnistFull({ folders: [root] })).rejects.toThrow("must be in [0, 10), got 10");
  });
});
