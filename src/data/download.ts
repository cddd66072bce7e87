import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "../core/errors.ts";
import { DatasetError } from "../core/index.ts";
import { dataFolders } from "./cache.ts";
import { type FileSet, openFolder } from "./file-set.ts";
import type { DownloadFile, DownloadManifest } from "./manifest.ts";
import { openTar } from "./tar.ts";
import { openZip } from "./zip.ts";

/** Where a reader of a fetched data set looks. */
export interface ReadOptions {
  /** Folders that may hold a folder named like the data set. Default: `dataFolders()`. */
  readonly folders?: readonly string[] | undefined;
}

/** Where something was found. */
interface Found {
  readonly path: string;
  /** Whether it is as published and has the manifest's checksum, or was unpacked by someone. */
  readonly isPublished: boolean;
}

/** A file of a data set. */
export interface FoundFile extends Found {
  readonly bytes: Buffer;
}

/**
 * Reads one file of a data set that is fetched on request: the published one, else the same without
 * `.gz`.
 *
 * @throws {DatasetError} If it is missing (the message says where it goes and how to fetch it), or
 * has another size or checksum than the manifest states.
 */
export async function readDownloadedFile(
  manifest: DownloadManifest,
  name: string,
  { folders = dataFolders() }: ReadOptions = {},
): Promise<FoundFile> {
  const file = fileNamed(manifest, name);
  const names = name.endsWith(".gz") ? [name, name.slice(0, -".gz".length)] : [name];
  const path = await findFirst(manifest, names, folders);
  if (path === undefined) throw missing("readDownloadedFile", manifest, names, folders);
  if (!path.endsWith(name)) return { path, bytes: await readFile(path), isPublished: false };
  return { path, bytes: await readVerified(manifest, path, file), isPublished: true };
}

/** The files of a data set's archive. */
export interface FoundArchive extends Found {
  readonly files: FileSet;
}

/**
 * Opens the archive of a data set that is fetched on request, else the folder it unpacks to.
 *
 * @throws {DatasetError} If both are missing, or the archive has another size or checksum than the
 * manifest states.
 */
export async function openDownloadedArchive(
  manifest: DownloadManifest,
  { folders = dataFolders() }: ReadOptions = {},
): Promise<FoundArchive> {
  const [file] = manifest.files;
  const unpacked = manifest.unpacked ?? file!.file;
  const names = [file!.file, unpacked];
  const path = await findFirst(manifest, names, folders);
  if (path === undefined) throw missing("openDownloadedArchive", manifest, names, folders);
  if (path.endsWith(unpacked)) {
    return { path, files: await openFolder(path), isPublished: false };
  }
  const bytes = await readVerified(manifest, path, file!);
  const files = path.endsWith(".zip") ? openZip(bytes, path) : openTar(bytes, path);
  return { path, files: below(files, unpacked), isPublished: true };
}

/** One checksum for all the files that a data set is read from. */
export function combinedSha256(files: readonly DownloadFile[]): string {
  const [first] = files;
  if (files.length === 1) return first!.sha256;
  return createHash("sha256")
    .update(files.map(({ sha256 }) => sha256).join())
    .digest("hex");
}

/** The manifest's entry for a file. */
export function fileNamed(manifest: DownloadManifest, name: string): DownloadFile {
  const file = manifest.files.find((candidate) => candidate.file === name);
  if (file !== undefined) return file;
  throw new Error(`fileNamed: the manifest of ${manifest.name} lists no ${name}`);
}

async function findFirst(
  { name }: DownloadManifest,
  files: readonly string[],
  folders: readonly string[],
): Promise<string | undefined> {
  for (const folder of folders) {
    for (const file of files) {
      const path = join(folder, name, file);
      if (await exists(path)) return path;
    }
  }
  return undefined;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}

async function readVerified(
  { name }: DownloadManifest,
  path: string,
  { file: fileName, bytes, sha256 }: DownloadFile,
): Promise<Buffer> {
  const file = await readFile(path);
  const remedy = `Delete it and run: node scripts/fetch-data.mjs ${name} ${fileName}`;
  if (file.length !== bytes) {
    throw new DatasetError(
      `readVerified: ${path} must have ${bytes} bytes, got ${file.length}. ${remedy}`,
      { path },
    );
  }
  const actualSha256 = createHash("sha256").update(file).digest("hex");
  if (actualSha256 === sha256) return file;
  throw new DatasetError(
    `readVerified: ${path} must have sha256 ${sha256}, got ${actualSha256}. ${remedy}`,
    { path, expectedSha256: sha256, actualSha256 },
  );
}

function missing(
  reader: string,
  manifest: DownloadManifest,
  names: readonly string[],
  folders: readonly string[],
): DatasetError {
  const { name, source } = manifest;
  const paths = folders.flatMap((folder) => names.map((file) => join(folder, name, file)));
  const { file, urls, sha256 } = fileNamed(manifest, names[0]!);
  return new DatasetError(
    `${reader}: ${name} must be at ${paths.join(" or ")}, got no file there. ` +
      `Run: node scripts/fetch-data.mjs ${name} ${file}. ` +
      `Without a network, get ${urls[0]} (${source.page}) elsewhere and put it there.`,
    { path: paths[0], expectedSha256: sha256 },
  );
}

/** The files below a folder of a set, named from there. */
function below(files: FileSet, folder: string): FileSet {
  const prefix = `${folder}/`;
  const inside = files.names.filter((name) => name.startsWith(prefix));
  return {
    names: inside.map((name) => name.slice(prefix.length)),
    read: (name) => files.read(`${prefix}${name}`),
  };
}
