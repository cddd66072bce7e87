import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDownloadedArchive } from "../../src/data/download.ts";
import { openFolder } from "../../src/data/file-set.ts";
import type { DownloadManifest } from "../../src/data/index.ts";
import { openTar } from "../../src/data/tar.ts";
import { openZip } from "../../src/data/zip.ts";

// The archives are made by tar and by Python's zipfile.
const long = `${"folder-of-a-long-name/".repeat(6)}b.txt`; // over 100 characters
const repeated = "abc".repeat(1000);
let root: string;

const path = (name: string) => join(root, name);

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "archives-test-"));
  mkdirSync(join(root, "set", "folder-of-a-long-name/".repeat(6)), { recursive: true });
  writeFileSync(join(root, "set", "a.txt"), repeated);
  writeFileSync(join(root, "set", long), "b");
  execFileSync("tar", ["--format=ustar", "-czf", "set.tar.gz", "set"], { cwd: root });
  execFileSync("tar", ["--format=ustar", "-cf", "set.tar", "set"], { cwd: root });
  execFileSync("python3", ["-m", "zipfile", "-c", "set.zip", "set"], { cwd: root });
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

describe.each([
  { kind: "tar", open: async () => openTar(readFileSync(path("set.tar")), "set.tar") },
  { kind: "tar.gz", open: async () => openTar(readFileSync(path("set.tar.gz")), "set.tar.gz") },
  { kind: "zip", open: async () => openZip(readFileSync(path("set.zip")), "set.zip") },
  { kind: "folder", open: async () => openFolder(root) },
])("a set of files in a $kind", ({ open }) => {
  it("lists and reads them", async () => {
    const files = await open();
    expect(files.names).toEqual(expect.arrayContaining(["set/a.txt", `set/${long}`]));
    expect(files.names).not.toContain("set/");
    expect((await files.read("set/a.txt")).toString()).toBe(repeated);
    expect((await files.read(`set/${long}`)).toString()).toBe("b");
  });

  it("names a file that is absent", async () => {
    await expect((await open()).read("set/c.txt")).rejects.toThrow("must hold set/c.txt");
  });
});

describe("openTar", () => {
  it.each([
    {
      name: "a cut archive",
      file: () => readFileSync(path("set.tar")).subarray(0, 2000),
      message: "cut off",
    },
    {
      name: "a cut gzip file",
      file: () => readFileSync(path("set.tar.gz")).subarray(0, 100),
      message: "damaged",
    },
  ])("rejects $name", ({ file, message }) => {
    expect(() => openTar(file(), "set.tar")).toThrow(message);
  });
});

describe("openZip", () => {
  it("rejects a cut archive", () => {
    const file = readFileSync(path("set.zip"));
    expect(() => openZip(file.subarray(0, file.length - 30), "set.zip")).toThrow("without its end");
    expect(() => openZip(Buffer.alloc(0), "set.zip")).toThrow("without its end");
  });

  it("rejects a damaged file when it is read", async () => {
    const deflated = `
import zipfile
with zipfile.ZipFile("deflated.zip", "w", zipfile.ZIP_DEFLATED) as z: z.writestr("a", "abc" * 1000)
`;
    execFileSync("python3", ["-c", deflated], { cwd: root });
    const packed = readFileSync(path("deflated.zip"));
    expect((await openZip(packed, "z").read("a")).toString()).toBe(repeated);
    packed.fill(0xff, 31, 40);
    await expect(openZip(packed, "z").read("a")).rejects.toThrow("a in z must be whole");
  });

  it("reads an archive of more than 65,535 files, as that of Tiny ImageNet is", async () => {
    const many = `
import zipfile
with zipfile.ZipFile("many.zip", "w") as z:
    for i in range(65600): z.writestr(str(i), "x" if i == 65599 else "")
`;
    execFileSync("python3", ["-c", many], { cwd: root });
    const files = openZip(readFileSync(path("many.zip")), "many.zip");
    expect(files.names.length).toBe(65_600);
    expect((await files.read("65599")).toString()).toBe("x");
  });
});

describe("openDownloadedArchive", () => {
  function manifestOf(file: string, sha256?: string): DownloadManifest {
    const bytes = readFileSync(path(file));
    return {
      name: "cats",
      title: "Cats",
      licence: "MIT",
      citation: "None.",
      source: { kind: "http", page: "https://example.org" },
      reader: "readCats",
      unpacked: "set",
      files: [
        {
          file,
          urls: [`https://example.org/${file}`],
          bytes: bytes.length,
          sha256: sha256 ?? createHash("sha256").update(bytes).digest("hex"),
        },
      ],
    };
  }

  it.each(["set.zip", "set.tar.gz"])("opens %s and names files from its folder", async (file) => {
    const cache = mkdtempSync(join(root, "cache-"));
    mkdirSync(join(cache, "cats"));
    writeFileSync(join(cache, "cats", file), readFileSync(path(file)));
    const opened = await openDownloadedArchive(manifestOf(file), { folders: ["/none", cache] });
    expect(opened.isPublished).toBe(true);
    expect((await opened.files.read("a.txt")).toString()).toBe(repeated);
  });

  it("refuses an archive with another checksum", async () => {
    const cache = mkdtempSync(join(root, "cache-"));
    mkdirSync(join(cache, "cats"));
    writeFileSync(join(cache, "cats", "set.zip"), readFileSync(path("set.zip")));
    const opening = openDownloadedArchive(manifestOf("set.zip", "0".repeat(64)), {
      folders: [cache],
    });
    await expect(opening).rejects.toMatchObject({
      name: "DatasetError",
      expectedSha256: "0".repeat(64),
      message: expect.stringContaining(
        "Delete it and run: node scripts/fetch-data.mjs cats set.zip",
      ),
    });
  });
});
