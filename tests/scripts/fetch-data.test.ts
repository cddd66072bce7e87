import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fetchDataset } from "../../scripts/fetch-data.mjs";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

const manifest = {
  name: "letters",
  source: { kind: "pypi-wheel", package: "alphabet", version: "1.0", member: "alphabet/abc.txt" },
  file: "abc.txt",
  sha256: sha256("abc"),
};

let cacheDir: string;

beforeEach(() => {
  cacheDir = mkdtempSync(join(tmpdir(), "fetch-test-"));
});

afterEach(() => {
  rmSync(cacheDir, { recursive: true });
});

/** A stand-in for Python whose pip brings an archive with the given text, or fails without one. */
function fakePython(text?: string): string {
  const path = join(cacheDir, "python");
  const pip =
    text === undefined
      ? `console.error("Network is unreachable"); process.exit(1);`
      : `fs.writeFileSync(args[args.indexOf("--dest") + 1] + "/archive", ${JSON.stringify(text)});`;
  const script = `#!${process.execPath}
    const fs = require("node:fs");
    const args = process.argv.slice(2);
    if (args.includes("download")) { ${pip} } else fs.copyFileSync(args[2], args[4]);`;
  writeFileSync(path, script, { mode: 0o755 });
  return path;
}

describe("fetchDataset", () => {
  const target = () => join(cacheDir, "letters", "abc.txt");

  it("puts the member of the package into the cache", async () => {
    await expect(fetchDataset(manifest, { cacheDir, python: fakePython("abc") })).resolves.toBe(
      target(),
    );
    expect(readFileSync(target(), "utf8")).toBe("abc");
  });

  it("leaves a file that is right alone", async () => {
    await fetchDataset(manifest, { cacheDir, python: fakePython("abc") });
    const again = fetchDataset(manifest, { cacheDir, python: "no-such-python" });
    await expect(again).resolves.toBe(target());
  });

  it("replaces a damaged file", async () => {
    await fetchDataset(manifest, { cacheDir, python: fakePython("abc") });
    writeFileSync(target(), "ab");
    await fetchDataset(manifest, { cacheDir, python: fakePython("abc") });
    expect(readFileSync(target(), "utf8")).toBe("abc");
  });

  it("refuses a download with another checksum and leaves nothing behind", async () => {
    const fetching = fetchDataset(manifest, { cacheDir, python: fakePython("abd") });
    await expect(fetching).rejects.toMatchObject({
      message: expect.stringContaining(sha256("abd")),
      remedy: expect.stringContaining(target()),
    });
    expect(readdirSync(join(cacheDir, "letters"))).toEqual([]);
  });

  it("says without a network which file to put where", async () => {
    const fetching = fetchDataset(manifest, { cacheDir, python: fakePython() });
    await expect(fetching).rejects.toMatchObject({
      message: expect.stringContaining("no network"),
      remedy: expect.stringMatching(/take alphabet\/abc\.txt out of alphabet 1\.0.*abc\.txt/),
    });
    expect(existsSync(target())).toBe(false);
  });
});
