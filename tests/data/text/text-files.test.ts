import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readTextManifest, type TextManifest } from "../../../src/data/manifest.ts";
import { readTextRows } from "../../../src/data/text/text-files.ts";
import { useDataFolder } from "./data-folder.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

const manifest: TextManifest = {
  name: "letters",
  title: "Letters",
  source: { kind: "http", page: "https://example.org" },
  reader: "readLetters",
  files: [
    { file: "all.zip", urls: ["https://example.org/all.zip"] },
    { file: "known.txt", urls: ["https://example.org/known.txt"], sha256: sha256("known") },
  ],
  slices: [{ file: "some.txt", bytes: 3, sha256: sha256("abc") }],
  licence: "MIT",
  citation: "None.",
};
const parse = (bytes: Buffer) => [...bytes.toString()];
const forms = [
  { file: "all.zip", member: "letters/all.txt", parse },
  { file: "some.txt", parse },
];

describe("readTextRows", () => {
  const data = useDataFolder();
  const read = (...folders: readonly string[]) =>
    readTextRows("readLetters", manifest, forms, { folders: [...folders, data.path()] });

  it("reads a slice of the manifest and says where the rows come from", async () => {
    data.put("letters/some.txt", "abc");
    await expect(read()).resolves.toEqual({
      name: "letters",
      slice: "some.txt, 3 rows",
      sha256: sha256("abc"),
      licence: "MIT",
      citation: "None.",
      rows: ["a", "b", "c"],
    });
  });

  it("reads a member of an archive, which it prefers", async () => {
    data.put("letters/some.txt", "abc");
    data.put("letters/letters/all.txt", "abcd");
    const cwd = join(data.path(), "letters");
    execFileSync("python3", ["-m", "zipfile", "-c", "all.zip", "letters"], { cwd });
    const { slice, rows } = await read();
    expect(rows).toEqual(["a", "b", "c", "d"]);
    expect(slice).toMatch(/^all\.zip: letters\/all\.txt \(of a checksum .*\), 4 rows$/);
  });

  it("takes what an earlier folder has before what it would prefer", async () => {
    data.put("first/letters/some.txt", "abc");
    data.put("letters/all.zip", "not read");
    await expect(read(join(data.path(), "first"))).resolves.toMatchObject({ name: "letters" });
  });

  it("refuses a published file of another checksum", async () => {
    data.put("letters/known.txt", "other");
    const reading = readTextRows("readLetters", manifest, [{ file: "known.txt", parse }], {
      folders: [data.path()],
    });
    await expect(reading).rejects.toMatchObject({
      name: "DatasetError",
      expectedSha256: sha256("known"),
      actualSha256: sha256("other"),
      message: expect.stringContaining("node scripts/fetch-data.mjs letters known.txt"),
    });
  });
});

describe("readTextManifest", () => {
  it.each(["bbq", "hans", "mnli", "sst5"])("reads the manifest of %s", async (name) => {
    await expect(readTextManifest(name)).resolves.toMatchObject({ name });
  });
});
