import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DatasetError } from "../../src/core/index.ts";
import { dataFolders, type Manifest, readDataFiles, readManifest } from "../../src/data/index.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

const manifest: Manifest = {
  name: "letters",
  title: "Letters",
  source: { kind: "pypi-wheel", package: "alphabet", version: "1.0", member: "alphabet/abc.txt" },
  file: "abc.txt",
  sha256: sha256("abc"),
  bytes: 3,
  licence: "MIT",
  citation: "None.",
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cache-test-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Puts the data set's file into a folder of the cache. */
function place(root: string, text: string): void {
  mkdirSync(join(root, "letters"), { recursive: true });
  writeFileSync(join(root, "letters", "abc.txt"), text);
}

describe("dataFolders", () => {
  it("lists the folders of TRIPTYCH_DATA in order", () => {
    const environment = { TRIPTYCH_DATA: ["/a", "/b"].join(delimiter), XDG_CACHE_HOME: "/cache" };
    expect(dataFolders(environment)).toEqual(["/a", "/b"]);
  });

  it("falls back to the XDG cache", () => {
    expect(dataFolders({ XDG_CACHE_HOME: "/cache" })).toEqual([join("/cache", "triptych")]);
  });

  it("falls back to .cache in the home folder", () => {
    expect(dataFolders({})[0]).toMatch(/\.cache.triptych$/);
  });
});

describe("readDataFiles", () => {
  it("reads the file from the first folder that has it", async () => {
    place(join(folder, "second"), "abc");
    const files = await readDataFiles(manifest, [join(folder, "first"), join(folder, "second")]);
    expect(files.map(String)).toEqual(["abc"]);
  });

  it("says where the file should be and how to get it when it is missing", async () => {
    const path = join(folder, "letters", "abc.txt");
    await expect(readDataFiles(manifest, [folder])).rejects.toMatchObject({
      name: "DatasetError",
      path,
      message: expect.stringMatching(/npm run setup.*alphabet\/abc\.txt out of alphabet 1\.0/s),
    });
  });

  it("gives both checksums when the file is damaged", async () => {
    place(folder, "abd");
    await expect(readDataFiles(manifest, [folder])).rejects.toMatchObject({
      name: "DatasetError",
      expectedSha256: sha256("abc"),
      actualSha256: sha256("abd"),
      message: expect.stringContaining("npm run setup"),
    });
  });

  it("names the npm package that is not installed", async () => {
    const { file: _, ...rest } = manifest;
    const source = { kind: "npm", package: "no-such", version: "1.0.0", members: ["a"] } as const;
    const reading = readDataFiles({ ...rest, source });
    await expect(reading).rejects.toThrow(DatasetError);
    await expect(reading).rejects.toThrow("npm package no-such 1.0.0");
  });
});

describe("readManifest", () => {
  it("lists the known names on an unknown one", async () => {
    await expect(readManifest("cats")).rejects.toThrow(/one of .*digits, .*got cats/);
  });
});
