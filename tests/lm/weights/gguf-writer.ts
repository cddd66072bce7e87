/** A tensor of a file to be written; sizes have the fastest axis first, as in the file. */
export interface WrittenTensor {
  readonly name: string;
  readonly sizes: readonly (number | bigint)[];
  /** The format's number for the type. */
  readonly type: number;
  readonly bytes: Uint8Array;
  /** From the start of the data; by default after the tensor before. */
  readonly offset?: number;
}

/** A note: its type's name in the format and its value. */
export type WrittenNote =
  | { readonly type: NumberType; readonly value: number | bigint }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "array"; readonly of: ScalarType; readonly value: readonly Value[] };

type NumberType = Exclude<ScalarType, "string" | "bool" | "array">;
type Value = number | bigint | string | boolean;
type ScalarType = (typeof typeNames)[number];

const typeNames = [
  "uint8",
  "int8",
  "uint16",
  "int16",
  "uint32",
  "int32",
  "float32",
  "bool",
  "string",
  "array",
  "uint64",
  "int64",
  "float64",
] as const;

/** Writes a GGUF file, whether or not it makes sense. */
export function writeGguf({
  version = 3,
  alignment = 32,
  notes,
  tensors,
}: {
  readonly version?: number;
  readonly alignment?: number;
  readonly notes: Readonly<Record<string, WrittenNote>>;
  readonly tensors: readonly WrittenTensor[];
}): Uint8Array {
  let end = 0;
  const entries: Uint8Array[] = [];
  const data: Uint8Array[] = [];
  for (const { name, sizes, type, bytes, offset = end } of tensors) {
    entries.push(scalar("string", name), scalar("uint32", sizes.length));
    entries.push(...sizes.map((size) => scalar("uint64", size)));
    entries.push(scalar("uint32", type), scalar("uint64", offset));
    data.push(bytes, padding(bytes.length, alignment));
    end += bytes.length + padding(bytes.length, alignment).length;
  }
  const header = Buffer.concat([
    text("GGUF"),
    scalar("uint32", version),
    scalar("uint64", tensors.length),
    scalar("uint64", Object.keys(notes).length),
    ...Object.entries(notes).flatMap(([key, note]) => [scalar("string", key), encodeNote(note)]),
    ...entries,
  ]);
  return Uint8Array.from(Buffer.concat([header, padding(header.length, alignment), ...data]));
}

function padding(length: number, alignment: number): Uint8Array {
  return new Uint8Array((alignment - (length % alignment)) % alignment);
}

function encodeNote(note: WrittenNote): Uint8Array {
  const type = scalar("uint32", typeNames.indexOf(note.type));
  if (note.type !== "array") return Buffer.concat([type, scalar(note.type, note.value)]);
  return Buffer.concat([
    type,
    scalar("uint32", typeNames.indexOf(note.of)),
    scalar("uint64", note.value.length),
    ...note.value.map((value) => scalar(note.of, value)),
  ]);
}

function scalar(type: ScalarType, value: Value): Uint8Array {
  switch (type) {
    case "uint8":
    case "int8":
    case "bool":
      return Uint8Array.of(Number(value));
    case "uint16":
    case "int16":
      return new Uint8Array(Uint16Array.of(Number(value)).buffer);
    case "uint32":
    case "int32":
      return new Uint8Array(Uint32Array.of(Number(value)).buffer);
    case "float32":
      return new Uint8Array(Float32Array.of(Number(value)).buffer);
    case "float64":
      return new Uint8Array(Float64Array.of(Number(value)).buffer);
    case "uint64":
    case "int64":
      return new Uint8Array(BigUint64Array.of(BigInt(value)).buffer);
    case "string": {
      const bytes = text(String(value));
      return Buffer.concat([scalar("uint64", bytes.length), bytes]);
    }
    case "array": // an array in an array, of no entries
      return Buffer.concat([scalar("uint32", 0), scalar("uint64", 0)]);
  }
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
