import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DatasetError } from "../../src/core/index.ts";
import { openByteFile } from "../../src/data/byte-file.ts";

let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "byte-file-"));
  path = join(folder, "ten");
  await writeFile(
    path,
    Uint8Array.from({ length: 10 }, (_, i) => i),
  );
});

afterAll(() => rm(folder, { recursive: true }));

describe("openByteFile", () => {
  it("reads any part of a file, in any order", async () => {
    const file = await openByteFile(path);

    const parts = await Promise.all([file.read(7, 3), file.read(0, 2), file.read(4, 0)]);
    await file.close();

    expect(file).toMatchObject({ name: path, size: 10 });
    expect(parts).toEqual([Uint8Array.of(7, 8, 9), Uint8Array.of(0, 1), new Uint8Array(0)]);
  });

  it("refuses to read beyond the end of a file that has been cut since", async () => {
    const cut = join(folder, "cut");
    await writeFile(cut, new Uint8Array(10));
    const file = await openByteFile(cut);
    await truncate(cut, 6);

    await expect(file.read(4, 4)).rejects.toThrow(`${cut} must have 8 bytes, got 6`);
    await file.close();
  });

  it("names a file that is not there", async () => {
    const missing = join(folder, "missing");

    await expect(openByteFile(missing)).rejects.toThrow(DatasetError);
    await expect(openByteFile(missing)).rejects.toThrow(missing);
  });

  it("refuses a folder", async () => {
    await expect(openByteFile(folder)).rejects.toThrow(DatasetError);
  });
});
