import { DatasetError } from "../core/index.ts";

/** What an IDX file of bytes holds. */
export interface IdxArray {
  /** From the slowest axis to the fastest. */
  readonly shape: readonly number[];
  /** Row-major; a view of the file's bytes. */
  readonly values: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/**
 * Parses an IDX file of unsigned bytes: two zeros, the type, the number of axes, the length of each
 * axis (32 bits, big-endian), and the values.
 *
 * @param file - Its bytes, unzipped.
 * @param path - Of the file, for messages.
 * @throws {DatasetError} If it is not such a file or is not as long as its header says.
 * @see The page of MNIST, "The IDX file format".
 */
export function parseIdx(file: Uint8Array, path: string): IdxArray {
  const [zero, zeroToo, type, numAxes = 0] = file;
  const start = 4 + 4 * numAxes;
  if (zero !== 0 || zeroToo !== 0 || type !== UNSIGNED_BYTE || numAxes < 1 || file.length < start) {
    const found = [...file.subarray(0, 4)].join(" ");
    throw new DatasetError(
      `parseIdx: ${path} must start with the bytes 0 0 ${UNSIGNED_BYTE} and its number of axes, got ${found || "an empty file"}`,
      { path },
    );
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const shape = Array.from({ length: numAxes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = start + shape.reduce((product, length) => product * length, 1);
  if (file.length !== expected) {
    throw new DatasetError(
      `parseIdx: ${path} of shape [${shape.join(", ")}] must have ${expected} bytes, got ${file.length}`,
      { path },
    );
  }
  return { shape, values: file.subarray(start) };
}
