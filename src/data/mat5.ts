import { createInflate } from "node:zlib";
import { DatasetError } from "../core/index.ts";

/** A numeric array as MATLAB stores it. */
export interface MatArray {
  readonly shape: readonly number[];
  /** Column-major: the first axis is the fastest. Bytes stay bytes. */
  readonly values: Uint8Array | Float64Array;
}

const HEADER = 128;
const TAG = 8;

// Data types of MAT-file format, table 1-1.
const COMPRESSED = 15;
const MATRIX = 14;
const UINT8 = 2;
const readers: Readonly<
  Record<number, { size: number; read: (view: DataView, at: number) => number }>
> = {
  1: { size: 1, read: (view, at) => view.getInt8(at) },
  2: { size: 1, read: (view, at) => view.getUint8(at) },
  3: { size: 2, read: (view, at) => view.getInt16(at, true) },
  4: { size: 2, read: (view, at) => view.getUint16(at, true) },
  5: { size: 4, read: (view, at) => view.getInt32(at, true) },
  6: { size: 4, read: (view, at) => view.getUint32(at, true) },
  7: { size: 4, read: (view, at) => view.getFloat32(at, true) },
  9: { size: 8, read: (view, at) => view.getFloat64(at, true) },
};

// Classes of arrays that hold numbers: double (6) to uint32 (13).
const FIRST_NUMERIC_CLASS = 6;
const LAST_NUMERIC_CLASS = 13;
const COMPLEX_FLAG = 0x08;

/**
 * Parses the real numeric arrays of a MAT-file of version 5 (MATLAB's default before 7.3), compressed
 * or not. Arrays of other classes are left out.
 *
 * @param file - Its bytes.
 * @param path - Of the file, for messages.
 * @returns Arrays by name.
 * @throws {DatasetError} If the file is of another format, is damaged or ends too early.
 * @see MathWorks, "MAT-File Format", level 5.
 */
export async function parseMat5(
  file: Buffer,
  path: string,
): Promise<ReadonlyMap<string, MatArray>> {
  requireHeader(file, path);
  const arrays = new Map<string, MatArray>();
  let at = HEADER;
  while (at + TAG <= file.length) {
    const type = file.readUInt32LE(at);
    const size = file.readUInt32LE(at + 4);
    const element = file.subarray(at + TAG, at + TAG + size);
    if (element.length < size) throw cutOff(path);
    if (type === COMPRESSED) {
      const inner = await inflateElement(element, path);
      if (inner.readUInt32LE(0) === MATRIX) parseMatrix(inner.subarray(TAG), arrays, path);
    } else if (type === MATRIX) {
      parseMatrix(element, arrays, path);
    }
    // Only elements that are not compressed are padded to 8 bytes.
    at += TAG + (type === COMPRESSED ? size : pad(size));
  }
  return arrays;
}

function requireHeader(file: Buffer, path: string): void {
  const isLittleEndian = file.length >= HEADER && file.toString("latin1", 126, 128) === "IM";
  const version = isLittleEndian ? file.readUInt16LE(124) >> 8 : undefined;
  if (version === 1) return;
  const title = JSON.stringify(file.toString("latin1", 0, 30));
  throw new DatasetError(
    `parseMat5: ${path} must be a little-endian MAT-file of version 5, got one that starts ${title}`,
    { path },
  );
}

/** Unpacks one element into memory of the size that its tag states: a file may hold gigabytes. */
async function inflateElement(packed: Buffer, path: string): Promise<Buffer> {
  const stream = createInflate({ chunkSize: 1 << 20 });
  stream.end(packed);
  let inner: Buffer | undefined;
  let filled = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      inner ??= Buffer.allocUnsafe(TAG + chunk.readUInt32LE(4));
      filled += chunk.copy(inner, filled);
    }
  } catch (cause) {
    throw new DatasetError(
      `parseMat5: ${path} must be whole, got a damaged one`,
      { path },
      { cause },
    );
  }
  if (inner === undefined || filled < inner.length) throw cutOff(path);
  return inner;
}

interface Element {
  readonly type: number;
  readonly data: Buffer;
  readonly end: number;
}

function parseMatrix(matrix: Buffer, arrays: Map<string, MatArray>, path: string): void {
  const flags = readElement(matrix, 0, path);
  const arrayClass = flags.data[0]!;
  const isReal = (flags.data[1]! & COMPLEX_FLAG) === 0;
  if (!(isReal && arrayClass >= FIRST_NUMERIC_CLASS && arrayClass <= LAST_NUMERIC_CLASS)) return;
  const dimensions = readElement(matrix, flags.end, path);
  const name = readElement(matrix, dimensions.end, path);
  const values = readElement(matrix, name.end, path);
  const shape = [...toNumbers(dimensions, path)];
  const array = { shape, values: toNumbers(values, path) };
  const expected = shape.reduce((product, length) => product * length, 1);
  if (array.values.length !== expected) throw cutOff(path);
  arrays.set(name.data.toString("latin1"), array);
}

function readElement(matrix: Buffer, at: number, path: string): Element {
  if (at + TAG > matrix.length) throw cutOff(path);
  const type = matrix.readUInt16LE(at);
  const smallSize = matrix.readUInt16LE(at + 2);
  // Up to 4 bytes are stored within the tag.
  const isSmall = smallSize > 0;
  const size = isSmall ? smallSize : matrix.readUInt32LE(at + 4);
  const start = isSmall ? at + 4 : at + TAG;
  const data = matrix.subarray(start, start + size);
  if (data.length < size) throw cutOff(path);
  return { type, data, end: isSmall ? at + TAG : start + pad(size) };
}

function toNumbers({ type, data }: Element, path: string): Uint8Array | Float64Array {
  if (type === UINT8) return data;
  const reader = readers[type];
  if (reader === undefined) {
    throw new DatasetError(`parseMat5: ${path} must hold numbers, got data of type ${type}`, {
      path,
    });
  }
  const { size, read } = reader;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Float64Array.from({ length: data.length / size }, (_, i) => read(view, i * size));
}

function pad(size: number): number {
  return Math.ceil(size / 8) * 8;
}

function cutOff(path: string): DatasetError {
  return new DatasetError(`parseMat5: ${path} must be whole, got one that is cut off`, { path });
}
