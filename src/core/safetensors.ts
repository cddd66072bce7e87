import { ConfigError, ShapeError } from "./errors.ts";
import { fromBfloat16, fromHalf } from "./half-precision.ts";

/** An array of a file; its number type is that of its data, half precision being read as float32. */
export interface SafeTensor {
  /** Sizes of the axes; `[]` is a single number. */
  readonly shape: readonly number[];
  /** The entries in row-major order. */
  readonly data: Float64Array | Float32Array | BigInt64Array;
}

/** What a file holds. */
export interface Safetensors {
  readonly tensors: Readonly<Record<string, SafeTensor>>;
  /** Notes by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A tensor's entry in the header, under its name. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  /** First byte, from the start of the data. */
  readonly begin: number;
  /** The byte after the last. */
  readonly end: number;
}

/** What a file says before its data. */
export interface SafetensorsHeader {
  readonly entries: readonly SafetensorsEntry[];
  /** Notes by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

// By the format's names, widest first: in that order every array is aligned.
const dtypes = {
  F64: { size: 8, create: (buffer: ArrayBuffer) => new Float64Array(buffer) },
  I64: { size: 8, create: (buffer: ArrayBuffer) => new BigInt64Array(buffer) },
  F32: { size: 4, create: (buffer: ArrayBuffer) => new Float32Array(buffer) },
  F16: { size: 2, create: (buffer: ArrayBuffer) => fromHalf(new Uint16Array(buffer)) },
  BF16: { size: 2, create: (buffer: ArrayBuffer) => fromBfloat16(new Uint16Array(buffer)) },
} as const;

/** A type of numbers that can be read, by the format's name. */
export type SafetensorsDtype = keyof typeof dtypes;

const dtypeNames: readonly SafetensorsDtype[] = ["F64", "I64", "F32", "F16", "BF16"];
const lengthBytes = 8;
const maxHeaderBytes = 100e6;
const metadataName = "__metadata__";

/**
 * Writes arrays in the safetensors format: the header's length, the header as JSON, the data.
 *
 * @throws {ShapeError} If an array does not have as many entries as its shape tells.
 * @throws {ConfigError} If a name is the one that the format keeps for the metadata.
 * @see https://github.com/huggingface/safetensors#format
 */
export function encodeSafetensors({ tensors, metadata }: Safetensors): Uint8Array {
  const sorted = Object.entries(tensors)
    .map(([name, tensor]) => ({ name, tensor, dtype: dtypeOf(tensor) }))
    .sort((a, b) => dtypeNames.indexOf(a.dtype) - dtypeNames.indexOf(b.dtype));
  let offset = 0;
  const entries = sorted.map(({ name, tensor, dtype }) => {
    requireWritable(name, tensor);
    const begin = offset;
    offset += tensor.data.byteLength;
    return [name, { dtype, shape: tensor.shape, data_offsets: [begin, offset] }] as const;
  });
  const header = Object.fromEntries([[metadataName, metadata] as const, ...entries]);
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(text.length / lengthBytes) * lengthBytes; // keeps the data aligned
  const bytes = new Uint8Array(lengthBytes + headerBytes + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.set(text, lengthBytes);
  bytes.fill(" ".charCodeAt(0), lengthBytes + text.length, lengthBytes + headerBytes);
  let place = lengthBytes + headerBytes;
  for (const { tensor } of sorted) {
    const { buffer, byteOffset, byteLength } = tensor.data;
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), place);
    place += byteLength;
  }
  return bytes;
}

/**
 * Reads a file in the safetensors format. Whatever the bytes are, it takes no more memory than a few
 * times their length.
 *
 * @throws {ConfigError} If the bytes are not such a file, or hold a type other than F64, F32, F16,
 *   BF16 and I64.
 * @see https://github.com/huggingface/safetensors#format
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const dataStart = safetensorsDataStart(bytes.subarray(0, lengthBytes), bytes.length);
  const { entries, metadata } = decodeSafetensorsHeader(
    bytes.subarray(lengthBytes, dataStart),
    bytes.length - dataStart,
  );
  const tensors = entries.map((entry) => {
    const { name, dtype, shape, begin, end } = entry;
    const data = decodeSafetensorsData(dtype, bytes.subarray(dataStart + begin, dataStart + end));
    return [name, { shape, data }] as const;
  });
  return { tensors: Object.fromEntries(tensors), metadata };
}

/**
 * Tells where a file's data starts, which is where its header ends; the header itself starts at byte 8.
 *
 * @param prefix - The file's first 8 bytes.
 * @param fileBytes - Length of the file.
 * @throws {ConfigError} If there is no room for the header.
 */
export function safetensorsDataStart(prefix: Uint8Array, fileBytes: number): number {
  if (prefix.length < lengthBytes) {
    fail(`bytes must be at least ${lengthBytes} long`, `${prefix.length}`);
  }
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  const length = view.getBigUint64(0, true);
  const most = Math.min(maxHeaderBytes, fileBytes - lengthBytes);
  if (length > most) fail(`the header must be at most ${most} bytes long`, `${length}`);
  return lengthBytes + Number(length);
}

/**
 * Reads a file's header and checks that every byte of the data belongs to exactly one tensor.
 *
 * @param bytes - From byte 8 to where the data starts.
 * @param dataBytes - Length of the data.
 * @throws {ConfigError} If the header is damaged, or has a type that can not be read.
 */
export function decodeSafetensorsHeader(bytes: Uint8Array, dataBytes: number): SafetensorsHeader {
  const header = parseHeader(bytes);
  const metadata = readMetadata(header[metadataName]);
  const entries = Object.entries(header)
    .filter(([name]) => name !== metadataName)
    .map(([name, value]) => readEntry(name, value));
  requireCover(entries, dataBytes);
  return { entries, metadata };
}

/** Reads a tensor's numbers; F16 and BF16 become float32. The bytes are copied. */
export function decodeSafetensorsData(
  dtype: SafetensorsDtype,
  bytes: Uint8Array,
): SafeTensor["data"] {
  const own = new Uint8Array(bytes); // views of 8-byte numbers must begin at a multiple of 8
  return dtypes[dtype].create(own.buffer);
}

function dtypeOf({ data }: SafeTensor): SafetensorsDtype {
  if (data instanceof Float64Array) return "F64";
  return data instanceof Float32Array ? "F32" : "I64";
}

function requireWritable(name: string, { shape, data }: SafeTensor): void {
  if (name === metadataName) {
    throw new ConfigError(`encodeSafetensors: names must not be "${metadataName}", got one`);
  }
  if (!shape.every(isSize) || numEntries(shape) !== data.length) {
    throw new ShapeError(`encodeSafetensors: ${name}`, { expected: shape, actual: [data.length] });
  }
}

function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    fail("the header must be JSON", cause instanceof Error ? cause.message : "none", cause);
  }
  return isRecord(header) ? header : fail("the header must be a JSON object", quote(header));
}

function readMetadata(value: unknown): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  if (!isRecord(value)) return fail("the metadata must be an object", quote(value));
  const notes = Object.entries(value).map(([name, note]) =>
    typeof note === "string"
      ? ([name, note] as const)
      : fail(`the metadata "${brief(name)}" must be a string`, quote(note)),
  );
  return Object.fromEntries(notes);
}

function readEntry(name: string, value: unknown): SafetensorsEntry {
  const subject = `"${brief(name)}"`;
  if (!isRecord(value)) return fail(`${subject} must be an object`, quote(value));
  const dtype = dtypeNames.find((known) => known === value["dtype"]);
  if (dtype === undefined) {
    return fail(`the dtype of ${subject} must be ${dtypeNames.join(", ")}`, quote(value["dtype"]));
  }
  const shape = value["shape"];
  if (!isSizes(shape)) return fail(`the shape of ${subject} must be sizes`, quote(shape));
  const offsets = value["data_offsets"];
  const [begin, end] = isSizes(offsets) && offsets.length === 2 ? offsets : [];
  if (begin === undefined || end === undefined || begin > end) {
    return fail(`the data_offsets of ${subject} must be a begin and an end`, quote(offsets));
  }
  const needed = numEntries(shape) * dtypes[dtype].size;
  if (needed !== end - begin) {
    return fail(
      `${subject} of shape [${brief(shape.join())}] needs ${needed} bytes`,
      `${end - begin}`,
    );
  }
  return { name, dtype, shape, begin, end };
}

/** Every byte of the data belongs to exactly one tensor: so their copies are no larger than the file. */
function requireCover(entries: readonly SafetensorsEntry[], numBytes: number): void {
  let covered = 0;
  for (const { name, begin, end } of entries.toSorted(
    (a, b) => a.begin - b.begin || a.end - b.end,
  )) {
    if (begin !== covered) {
      fail(
        `the data of "${brief(name)}" must begin where other data ends, at ${covered}`,
        `${begin}`,
      );
    }
    covered = end;
  }
  if (covered !== numBytes) fail(`the data must be ${covered} bytes long`, `${numBytes}`);
}

function numEntries(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function isSize(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(isSize);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fail(required: string, got: string, cause?: unknown): never {
  throw new ConfigError(
    `decodeSafetensors: ${required}, got ${got}. The file is damaged, or of another format.`,
    { cause },
  );
}

function quote(value: unknown): string {
  return brief(String(JSON.stringify(value)));
}

function brief(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
