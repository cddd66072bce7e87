import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSvhn } from "../../src/data/index.ts";
import { parseMat5 } from "../../src/data/mat5.ts";
import { toImages } from "../../src/data/svhn.ts";
import { smallFile, svhnFile } from "./mat-files.ts";

describe("parseMat5", () => {
  it("reads real numeric arrays, columns first, and leaves the others out", async () => {
    const arrays = await parseMat5(smallFile, "small.mat");
    expect([...arrays.keys()]).toEqual(["a", "i", "cube"]);
    expect(arrays.get("a")).toEqual({
      shape: [2, 3],
      values: Float64Array.from([1.5, 4, -2, 5, 3, 6]),
    });
    expect([...arrays.get("i")!.values]).toEqual([-7, 300]);
    expect(arrays.get("cube")!.shape).toEqual([2, 2, 2]);
    expect([...arrays.get("cube")!.values]).toEqual([0, 4, 2, 6, 1, 5, 3, 7]);
  });

  it("reads compressed arrays", async () => {
    const arrays = await parseMat5(svhnFile, "train.mat");
    expect(arrays.get("X")!.shape).toEqual([32, 32, 3, 2]);
    expect([...arrays.get("y")!.values]).toEqual([10, 3]);
  });

  it.each([
    {
      name: "a text",
      file: Buffer.from("hello"),
      message: 'of version 5, got one that starts "hello"',
    },
    { name: "a file of MATLAB 7.3", file: hdf5(), message: "MAT-file of version 5" },
    { name: "a cut compressed file", file: svhnFile.subarray(0, 700), message: "cut off" },
    { name: "a cut plain file", file: smallFile.subarray(0, 180), message: "cut off" },
    { name: "a damaged file", file: damaged(), message: "train.mat must be whole" },
  ])("rejects $name", async ({ file, message }) => {
    await expect(parseMat5(file, "train.mat")).rejects.toMatchObject({
      name: "DatasetError",
      path: "train.mat",
      message: expect.stringContaining(message),
    });
  });
});

function hdf5(): Buffer {
  const file = Buffer.from(svhnFile);
  file.writeUInt16LE(0x0200, 124);
  return file;
}

function damaged(): Buffer {
  const file = Buffer.from(svhnFile);
  file.fill(0xaa, 150, 400);
  return file;
}

describe("toImages", () => {
  it("puts the channels last and makes label 10 the digit 0", async () => {
    const { images, labels } = toImages(await parseMat5(svhnFile, "train.mat"), "train.mat");
    const expected: number[] = [];
    for (let n = 0; n < 2; n += 1) {
      for (let row = 0; row < 32; row += 1) {
        for (let column = 0; column < 32; column += 1) {
          for (let channel = 0; channel < 3; channel += 1) {
            expected.push((7 * row + 3 * column + 50 * channel + 11 * n) % 256);
          }
        }
      }
    }
    expect([...images]).toEqual(expected);
    expect([...labels]).toEqual([0, 3]);
  });

  it("says which shapes it found", async () => {
    const arrays = new Map([["X", (await parseMat5(smallFile, "small.mat")).get("cube")!]]);
    expect(() => toImages(arrays, "small.mat")).toThrow("got [2, 2, 2] and none");
  });
});

describe("readSvhn", () => {
  it("refuses a file of another size than the published one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "svhn-test-"));
    mkdirSync(join(folder, "svhn"));
    writeFileSync(join(folder, "svhn", "train_32x32.mat"), svhnFile);
    await expect(readSvhn({ folders: [folder] })).rejects.toThrow(
      `must have 182040794 bytes, got ${svhnFile.length}. Delete it and run: node scripts/fetch-data.mjs svhn train_32x32.mat`,
    );
    rmSync(folder, { recursive: true });
  });
});
