import { gunzipSync } from "node:zlib";
import { DatasetError } from "../core/index.ts";
import { absentFile, type FileSet } from "./file-set.ts";

const BLOCK = 512;

/**
 * Opens a tar archive of plain files (ustar), compressed with gzip or not.
 *
 * @param archive - Its bytes.
 * @param path - Of the archive, for messages.
 * @throws {DatasetError} If it is damaged or ends too early.
 */
export function openTar(archive: Buffer, path: string): FileSet {
  const bytes = unzipped(archive, path);
  const files = new Map<string, Buffer>();
  let at = 0;
  // A block of zeros ends the archive.
  while (bytes[at] !== 0) {
    const header = bytes.subarray(at, at + BLOCK);
    const size = Number.parseInt(textOf(header, 124, 12), 8);
    const start = at + BLOCK;
    if (!(size >= 0 && start + size <= bytes.length)) {
      throw new DatasetError(
        `openTar: ${path} must be a whole tar archive, got one that is cut off at byte ${at}`,
        { path },
      );
    }
    const type = textOf(header, 156, 1);
    const prefix = textOf(header, 257, 5) === "ustar" ? textOf(header, 345, 155) : "";
    const name = [prefix, textOf(header, 0, 100)].filter(Boolean).join("/");
    if (type === "0" || type === "") files.set(name, bytes.subarray(start, start + size));
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return {
    names: [...files.keys()],
    read: async (name) => {
      const file = files.get(name);
      if (file === undefined) throw absentFile(path, name);
      return file;
    },
  };
}

/** Undoes gzip where it was used. */
export function unzipped(bytes: Buffer, path: string): Buffer {
  if (!(bytes[0] === 0x1f && bytes[1] === 0x8b)) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw new DatasetError(
      `unzipped: ${path} must be a whole gzip file, got a damaged one`,
      { path },
      { cause },
    );
  }
}

function textOf(header: Buffer, at: number, length: number): string {
  const field = header.toString("latin1", at, at + length);
  const end = field.indexOf("\0");
  return (end < 0 ? field : field.slice(0, end)).trim();
}
