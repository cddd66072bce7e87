import { inflateRawSync } from "node:zlib";
import { DatasetError } from "../core/index.ts";
import { absentFile, type FileSet } from "./file-set.ts";

// Signatures and sizes of the parts of a zip file (PKWARE APPNOTE 4.3).
const END = 0x06054b50;
const END_SIZE = 22;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const LOCATOR64_SIZE = 20;
const ENTRY = 0x02014b50;
const ENTRY_SIZE = 46;
const LOCAL_SIZE = 30;
const MAX_COMMENT = 0xffff;

const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly method: number;
  readonly packedSize: number;
  readonly size: number;
  /** Where the file's own header starts. */
  readonly at: number;
}

/**
 * Opens a zip archive of less than 4 GB; files are unpacked one by one, when they are read.
 * Encryption is not supported.
 *
 * @param archive - Its bytes.
 * @param path - Of the archive, for messages.
 * @throws {DatasetError} If its list of files is missing or damaged.
 */
export function openZip(archive: Buffer, path: string): FileSet {
  const entries = readEntries(archive, path);
  return {
    names: [...entries.keys()].filter((name) => !name.endsWith("/")),
    read: async (name) => {
      const entry = entries.get(name);
      if (entry === undefined) throw absentFile(path, name);
      return unpack(archive, entry, `${name} in ${path}`, path);
    },
  };
}

function readEntries(archive: Buffer, path: string): ReadonlyMap<string, Entry> {
  const end = findEnd(archive);
  if (end < 0) {
    throw new DatasetError(`openZip: ${path} must be a whole zip file, got one without its end`, {
      path,
    });
  }
  const { count, start } = readEnd(archive, end);
  const entries = new Map<string, Entry>();
  let at = start;
  while (at + ENTRY_SIZE <= end && archive.readUInt32LE(at) === ENTRY) {
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString("utf8", at + ENTRY_SIZE, at + ENTRY_SIZE + nameLength);
    entries.set(name, {
      method: archive.readUInt16LE(at + 10),
      packedSize: archive.readUInt32LE(at + 20),
      size: archive.readUInt32LE(at + 24),
      at: archive.readUInt32LE(at + 42),
    });
    at += ENTRY_SIZE + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  if (entries.size !== count) {
    throw new DatasetError(`openZip: ${path} must list ${count} files, got ${entries.size}`, {
      path,
    });
  }
  return entries;
}

/** How many files there are and where their list starts. */
function readEnd(archive: Buffer, end: number): { count: number; start: number } {
  // An archive of 65,536 files or more, like that of Tiny ImageNet, counts them in a record of its own.
  const locator = end - LOCATOR64_SIZE;
  if (locator >= 0 && archive.readUInt32LE(locator) === LOCATOR64) {
    const end64 = Number(archive.readBigUInt64LE(locator + 8));
    if (end64 + 56 <= locator && archive.readUInt32LE(end64) === END64) {
      const count = Number(archive.readBigUInt64LE(end64 + 32));
      return { count, start: Number(archive.readBigUInt64LE(end64 + 48)) };
    }
  }
  return { count: archive.readUInt16LE(end + 10), start: archive.readUInt32LE(end + 16) };
}

function findEnd(archive: Buffer): number {
  const first = Math.max(0, archive.length - END_SIZE - MAX_COMMENT);
  for (let at = archive.length - END_SIZE; at >= first; at -= 1) {
    if (archive.readUInt32LE(at) === END) return at;
  }
  return -1;
}

function unpack(archive: Buffer, entry: Entry, what: string, path: string): Buffer {
  const { method, packedSize, size, at } = entry;
  try {
    const start = at + LOCAL_SIZE + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28);
    const packed = archive.subarray(start, start + packedSize);
    if (method === STORED) return packed;
    if (method === DEFLATED) return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch (cause) {
    throw new DatasetError(`read: ${what} must be whole, got a damaged file`, { path }, { cause });
  }
  throw new DatasetError(
    `read: ${what} must be stored or deflated, got compression method ${method}`,
    { path },
  );
}
