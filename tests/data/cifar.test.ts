import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cifar10Format, cifar100Format, parseCifar } from "../../src/data/cifar.ts";
import { readCifar10, readCifar100 } from "../../src/data/index.ts";

/** A record whose byte at channel `c`, row `y`, column `x` is `(100 c + 5 y + x + shift) mod 256`. */
function record(labels: readonly number[], shift: number): Buffer {
  const image = Buffer.alloc(3072);
  for (let i = 0; i < 3072; i += 1) {
    const channel = Math.floor(i / 1024);
    const row = Math.floor((i % 1024) / 32);
    image[i] = (100 * channel + 5 * row + (i % 32) + shift) % 256;
  }
  return Buffer.concat([Buffer.from(labels), image]);
}

const pixel = (row: number, column: number, shift: number) =>
  [0, 1, 2].map((channel) => (100 * channel + 5 * row + column + shift) % 256);

describe("parseCifar", () => {
  it.each([
    { name: "CIFAR-10", format: cifar10Format, first: [6], second: [9], labels: [6, 9] },
    {
      name: "CIFAR-100 by its fine labels",
      format: cifar100Format,
      first: [11, 19],
      second: [3, 99],
      labels: [19, 99],
    },
  ])("reads $name, channels last", ({ format, first, second, labels }) => {
    const file = Buffer.concat([record(first, 0), record(second, 17)]);
    const parsed = parseCifar(file, format, "batch.bin");
    expect([...parsed.labels]).toEqual(labels);
    expect(parsed.images.length).toBe(2 * 3072);
    const at = (n: number, row: number, column: number) => {
      const start = n * 3072 + (row * 32 + column) * 3;
      return [...parsed.images.subarray(start, start + 3)];
    };
    expect(at(0, 0, 0)).toEqual([0, 100, 200]);
    expect(at(0, 3, 31)).toEqual(pixel(3, 31, 0));
    expect(at(1, 31, 2)).toEqual(pixel(31, 2, 17));
  });

  it.each([0, 3072, 3074])("rejects a file of %i bytes", (length) => {
    expect(() => parseCifar(Buffer.alloc(length), cifar10Format, "batch.bin")).toThrow(
      `batch.bin must hold records of 3073 bytes, got ${length} bytes`,
    );
  });
});

describe("readCifar10", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "cifar-test-"));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function unpack(...path: readonly string[]): (name: string, file: Buffer) => void {
    const folder = join(root, ...path);
    mkdirSync(folder, { recursive: true });
    return (name, file) => writeFileSync(join(folder, name), file);
  }

  it("reads the five batches one after the other from the unpacked folder", async () => {
    const write = unpack("cifar-10", "cifar-10-batches-bin");
    for (const n of [1, 2, 3, 4, 5]) write(`data_batch_${n}.bin`, record([n], n));
    write("test_batch.bin", record([0], 0));
    const { train, test } = await readCifar10({ folders: [root] });
    expect(train).toMatchObject({ size: 5, inputShape: [32, 32, 3], numClasses: 10 });
    expect(train.scale).toEqual({ mean: [125.3, 123.0, 113.9], deviation: [63.0, 62.1, 66.7] });
    expect([...train.labels]).toEqual([1, 2, 3, 4, 5]);
    expect([...train.inputs.subarray(4 * 3072, 4 * 3072 + 3)]).toEqual([5, 105, 205]);
    expect(test.size).toBe(1);
  });

  it("names the batch that is missing", async () => {
    unpack("cifar-10", "cifar-10-batches-bin")("data_batch_1.bin", record([1], 0));
    await expect(readCifar10({ folders: [root] })).rejects.toThrow("must hold data_batch_2.bin");
  });

  it("gives what was read, not the archive's checksum, when the files were unpacked", async () => {
    const write = unpack("cifar-100", "cifar-100-binary");
    write("train.bin", record([0, 42], 0));
    write("test.bin", record([0, 42], 1));
    const { train, test } = await readCifar100({ folders: [root] });
    expect(train.numClasses).toBe(100);
    expect(train.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(train.sha256).not.toBe(test.sha256);
  });

  it("says where the archive goes and how to fetch it when it is missing", async () => {
    await expect(readCifar100({ folders: [root] })).rejects.toThrow(
      /cifar-100-binary\.tar\.gz or .*cifar-100-binary, got no file there. Run: node scripts\/fetch-data\.mjs cifar-100 cifar-100-binary\.tar\.gz/,
    );
  });
});
