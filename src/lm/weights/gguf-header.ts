import { ConfigError } from "../../core/index.ts";
import { GgufCursor, NeedMoreBytes } from "./gguf-cursor.ts";
import { type GgufFormat, ggufFormats } from "./gguf-formats.ts";
import { type GgufMetadata, type GgufValue, readGgufMetadata } from "./gguf-metadata.ts";
import type { ByteSource } from "./weight-source.ts";

/** A tensor's entry in the header, under its name. */
export interface GgufTensor {
  readonly name: string;
  readonly format: GgufFormat;
  /** Slowest axis first, as everywhere here; the file has the fastest first. */
  readonly shape: readonly number[];
  /** First byte, from the file's start. */
  readonly begin: number;
  readonly numBytes: number;
}

/** All that a file says before its data. */
export interface GgufHeader {
  readonly metadata: GgufMetadata;
  /** In the order of the file. */
  readonly tensors: readonly GgufTensor[];
}

const magic = 0x46554747; // "GGUF"
const versions = [2, 3];
const firstReadBytes = 2 ** 22;
const maxHeaderBytes = 2 ** 25; // the largest vocabularies take about half
const minTensorBytes = 32; // an empty name, one axis, a format and an offset
const maxTensors = 2 ** 16;
const maxAxes = 4;

/**
 * Reads a GGUF file's header, versions 2 and 3, and checks that every tensor lies inside the file
 * and apart from the others.
 *
 * @throws {ConfigError} If the file is damaged, or has a format that can not be read.
 * @see https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
export async function readGgufHeader(source: ByteSource): Promise<GgufHeader> {
  const limit = Math.min(source.size, maxHeaderBytes);
  for (let numBytes = Math.min(firstReadBytes, limit); ; numBytes = Math.min(4 * numBytes, limit)) {
    const bytes = await source.read(0, numBytes);
    try {
      return parseHeader(new GgufCursor(bytes, { name: source.name, limit }), source.size);
    } catch (error) {
      if (!(error instanceof NeedMoreBytes && numBytes < limit)) throw error;
    }
  }
}

function parseHeader(cursor: GgufCursor, fileSize: number): GgufHeader {
  const start = cursor.uint32();
  if (start !== magic)
    cursor.fail('the first four bytes must be "GGUF"', `0x${start.toString(16)}`);
  const version = cursor.uint32();
  if (!versions.includes(version)) cursor.fail("the version must be 2 or 3", `${version}`);
  const numTensors = cursor.uint64();
  const metadata = readGgufMetadata(cursor, cursor.uint64());
  const count = cursor.count("the number of tensors", numTensors, minTensorBytes, maxTensors);
  const entries = Array.from({ length: count }, () => readTensor(cursor));
  const alignment = readAlignment(cursor, metadata["general.alignment"]);
  const dataStart = alignUp(cursor.offset, alignment);
  const tensors = entries.map(({ offset, ...entry }) => {
    const begin = dataStart + offset;
    if (offset % alignment !== 0) {
      cursor.fail(
        `the offset of ${quote(entry.name)} must be a multiple of ${alignment}`,
        `${offset}`,
      );
    }
    if (begin + entry.numBytes > fileSize) {
      cursor.fail(
        `the data of ${quote(entry.name)} must end inside the file's ${fileSize} bytes`,
        `${begin + entry.numBytes}`,
      );
    }
    return { ...entry, begin };
  });
  requireApart(cursor, tensors);
  return { metadata, tensors };
}

function readTensor(cursor: GgufCursor): Omit<GgufTensor, "begin"> & { readonly offset: number } {
  const name = cursor.string();
  const numAxes = cursor.uint32();
  if (numAxes < 1 || numAxes > maxAxes) {
    cursor.fail(`${quote(name)} must have 1 to ${maxAxes} axes`, `${numAxes}`);
  }
  const sizes = Array.from({ length: numAxes }, () => Number(cursor.uint64()));
  const format = readFormat(cursor, name);
  const numEntries = sizes.reduce((product, size) => product * size, 1);
  if (!(Number.isSafeInteger(numEntries) && numEntries > 0)) {
    cursor.fail(
      `the sizes of ${quote(name)} must be positive and of a product < 2^53`,
      sizes.join(" x "),
    );
  }
  if (sizes[0]! % format.blockSize !== 0) {
    cursor.fail(
      `the rows of ${quote(name)}, ${format.name}, must be whole blocks of ${format.blockSize}`,
      `${sizes[0]}`,
    );
  }
  const offset = Number(cursor.uint64());
  const numBytes = (numEntries / format.blockSize) * format.blockBytes;
  return { name, format, shape: sizes.toReversed(), numBytes, offset };
}

function readFormat(cursor: GgufCursor, name: string): GgufFormat {
  const number = cursor.uint32();
  const format = ggufFormats[number];
  if (format !== undefined) return format;
  const known = Object.values(ggufFormats).map((each) => each.name);
  throw new ConfigError(
    `openGguf: the format of ${quote(name)} must be ${known.join(", ")}, got number ${number}. ` +
      "Convert the file to one of these.",
  );
}

function readAlignment(cursor: GgufCursor, value: GgufValue = 32): number {
  const isAlignment =
    typeof value === "number" &&
    value >= 8 &&
    value <= 2 ** 20 &&
    Number.isInteger(Math.log2(value));
  return isAlignment
    ? value
    : cursor.fail(
        "general.alignment must be a power of two from 8 to 2^20",
        String(value).slice(0, 60),
      );
}

/** No byte belongs to two tensors, nor two tensors to a name: so all together are no larger than the file. */
function requireApart(cursor: GgufCursor, tensors: readonly GgufTensor[]): void {
  const names = new Set(tensors.map(({ name }) => name));
  if (names.size !== tensors.length) {
    cursor.fail("tensors must have different names", `${tensors.length - names.size} twice`);
  }
  let end = 0;
  for (const { name, begin, numBytes } of tensors.toSorted((a, b) => a.begin - b.begin)) {
    if (begin < end) {
      cursor.fail(
        `the data of ${quote(name)} must begin where other data ends, at ${end}`,
        `${begin}`,
      );
    }
    end = begin + numBytes;
  }
}

function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

function quote(name: string): string {
  return `"${name.slice(0, 60)}"`;
}
