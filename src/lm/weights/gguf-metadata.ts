import type { GgufCursor } from "./gguf-cursor.ts";

/** A note in a GGUF file; 64-bit integers are numbers where those hold them exactly. */
export type GgufValue =
  | string
  | number
  | bigint
  | boolean
  | readonly (string | number | bigint | boolean)[];

/** Notes by key, e.g. `llama.block_count` or `tokenizer.ggml.tokens`. */
export type GgufMetadata = Readonly<Record<string, GgufValue>>;

type Scalar = string | number | bigint | boolean;

/** How a type of value is read, and the fewest bytes that one takes. */
interface ValueType {
  readonly minBytes: number;
  readonly read: (cursor: GgufCursor) => Scalar;
}

// By the format's numbers; 9 is the array.
const valueTypes: Readonly<Record<number, ValueType>> = {
  0: { minBytes: 1, read: (cursor) => cursor.uint8() },
  1: { minBytes: 1, read: (cursor) => cursor.int8() },
  2: { minBytes: 2, read: (cursor) => cursor.uint16() },
  3: { minBytes: 2, read: (cursor) => cursor.int16() },
  4: { minBytes: 4, read: (cursor) => cursor.uint32() },
  5: { minBytes: 4, read: (cursor) => cursor.int32() },
  6: { minBytes: 4, read: (cursor) => cursor.float32() },
  7: { minBytes: 1, read: (cursor) => cursor.bool() },
  8: { minBytes: 8, read: (cursor) => cursor.string() },
  10: { minBytes: 8, read: (cursor) => narrow(cursor.uint64()) },
  11: { minBytes: 8, read: (cursor) => narrow(cursor.int64()) },
  12: { minBytes: 8, read: (cursor) => cursor.float64() },
};
const arrayType = 9;
const minEntryBytes = 13; // an empty key, a type and one byte
const maxEntries = 2 ** 16;

/** Reads the notes that follow a file's counts. */
export function readGgufMetadata(cursor: GgufCursor, numEntries: bigint): GgufMetadata {
  const count = cursor.count("the number of notes", numEntries, minEntryBytes, maxEntries);
  const entries = new Map<string, GgufValue>();
  for (let i = 0; i < count; i += 1) {
    const key = cursor.string();
    if (entries.has(key)) cursor.fail("keys must differ", `"${key.slice(0, 60)}" twice`);
    entries.set(key, readValue(cursor));
  }
  return Object.fromEntries(entries);
}

function readValue(cursor: GgufCursor): GgufValue {
  const typeNumber = cursor.uint32();
  if (typeNumber !== arrayType) return typeOf(cursor, typeNumber).read(cursor);
  // Arrays of arrays are refused with the unknown types; llama.cpp does not read them either.
  const type = typeOf(cursor, cursor.uint32());
  const count = cursor.count("the length of an array", cursor.uint64(), type.minBytes);
  const values = new Array<Scalar>(count); // growing would take several times the memory
  for (let i = 0; i < count; i += 1) values[i] = type.read(cursor);
  return values;
}

function typeOf(cursor: GgufCursor, typeNumber: number): ValueType {
  return (
    valueTypes[typeNumber] ?? cursor.fail("the type of a value must be known", `${typeNumber}`)
  );
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
