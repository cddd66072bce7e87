import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "../../core/errors.ts";
import { DatasetError } from "../../core/index.ts";
import { dataFolders } from "../cache.ts";
import type { ReadOptions } from "../download.ts";
import type { TextManifest } from "../manifest.ts";
import { openZip } from "../zip.ts";
import type { TextRows } from "./text-rows.ts";

/** One of the forms in which a part of a text set may lie in the cache. */
export interface TextForm<Row> {
  /** Below the folder named like the data set. */
  readonly file: string;
  /** What to read of it when it is a zip archive. */
  readonly member?: string;
  /** Parses the file or the member; the path is for messages. */
  readonly parse: (bytes: Buffer, path: string) => readonly Row[];
}

/**
 * Reads a part of a text set in the first form that is found, folder by folder.
 *
 * @param reader - The calling function, for messages.
 * @param forms - In order of preference.
 * @throws {DatasetError} If none is found (the message says what goes where and how to fetch it), a
 * published file has another checksum than the manifest states, or a line is malformed.
 */
export async function readTextRows<Row>(
  reader: string,
  manifest: TextManifest,
  forms: readonly TextForm<Row>[],
  { folders = dataFolders() }: ReadOptions = {},
): Promise<TextRows<Row>> {
  const { name, licence, citation } = manifest;
  for (const folder of folders) {
    for (const { file, member, parse } of forms) {
      const path = join(folder, name, file);
      const bytes = await readIfPresent(path);
      if (bytes === undefined) continue;
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      requirePublished(reader, manifest, { file, path, sha256 });
      const rows =
        member === undefined
          ? parse(bytes, path)
          : parse(await openZip(bytes, path).read(member), `${path}: ${member}`);
      const part = [file, member].filter(Boolean).join(": ");
      const origin = isListed(manifest, sha256) ? "" : " (of a checksum that the manifest lacks)";
      const slice = `${part}${origin}, ${rows.length} rows`;
      return { name, slice, sha256, licence, citation, rows };
    }
  }
  throw missing(reader, manifest, forms, folders);
}

function isListed({ files, slices }: TextManifest, sha256: string): boolean {
  return [...files, ...slices].some((listed) => listed.sha256 === sha256);
}

interface FoundText {
  readonly file: string;
  readonly path: string;
  readonly sha256: string;
}

/** A published file of known checksum must have it; one in another form may be anybody's. */
function requirePublished(
  reader: string,
  { name, files }: TextManifest,
  { file, path, sha256: actualSha256 }: FoundText,
): void {
  const expectedSha256 = files.find((published) => published.file === file)?.sha256;
  if (expectedSha256 === undefined || expectedSha256 === actualSha256) return;
  throw new DatasetError(
    `${reader}: ${path} must have sha256 ${expectedSha256}, got ${actualSha256}. ` +
      `Delete it and run: node scripts/fetch-data.mjs ${name} ${file}`,
    { path, expectedSha256, actualSha256 },
  );
}

function missing<Row>(
  reader: string,
  { name, source, files }: TextManifest,
  forms: readonly TextForm<Row>[],
  folders: readonly string[],
): DatasetError {
  const paths = folders.flatMap((folder) => forms.map(({ file }) => join(folder, name, file)));
  const published = files.find(({ file }) => forms.some((form) => form.file === file));
  const { file, urls, sha256 } = published ?? files[0]!;
  return new DatasetError(
    `${reader}: ${name} must be at ${paths.join(" or ")}, got no file there. ` +
      `Run: node scripts/fetch-data.mjs ${name} ${file}. ` +
      `Without a network, get ${urls[0]} (${source.page}) elsewhere and put it there.`,
    { path: paths[0], expectedSha256: sha256 },
  );
}

async function readIfPresent(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}
