import { describe, expect, it } from "vitest";
import { ConfigError, ShapeError } from "../../src/core/errors.ts";
import { createRandom } from "../../src/core/random.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type Safetensors,
} from "../../src/core/safetensors.ts";

const file: Safetensors = {
  tensors: {
    b: { shape: [3], data: Float32Array.of(1.5, -0, Number.POSITIVE_INFINITY) },
    "layer.0": { shape: [2, 2], data: Float64Array.of(Math.PI, Number.NaN, -1e300, 5e-324) },
    counts: { shape: [1, 2], data: BigInt64Array.of(-(2n ** 63n), 2n ** 62n + 1n) },
    nothing: { shape: [0, 7], data: new Float64Array(0) },
    number: { shape: [], data: Float64Array.of(4) },
    ["__proto__"]: { shape: [1], data: Float32Array.of(2) },
  },
  metadata: { format: "pt", note: 'Größe \u2028 "quoted"' },
};

/** A file of any header, as it comes. */
function fileOf(header: unknown, data: ArrayLike<number> = []): Uint8Array {
  const text = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
  return Uint8Array.from([...length, ...text, ...Array.from(data)]);
}

describe("encodeSafetensors", () => {
  it("writes what decodeSafetensors reads, bit for bit", () => {
    expect(decodeSafetensors(encodeSafetensors(file))).toEqual(file);
  });

  it("writes header and data as the format has them", () => {
    const bytes = encodeSafetensors({
      tensors: { x: { shape: [1], data: Float32Array.of(1) } },
      metadata: {},
    });

    // The example of the format's description, by hand: length, JSON padded with spaces, 1.0f.
    const header = '{"__metadata__":{},"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    expect(bytes).toEqual(fileOf(header.padEnd(72), [0, 0, 0x80, 0x3f]));
  });

  it("aligns every array, the widest numbers first", () => {
    const bytes = encodeSafetensors(file);
    const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)));

    expect((8 + headerLength) % 8).toBe(0);
    expect(header["layer.0"].data_offsets[0] % 8).toBe(0);
    expect(header.counts.data_offsets[0] % 8).toBe(0);
  });

  it("writes the part of a buffer that an array views", () => {
    const data = Float64Array.of(1, 2, 3).subarray(1, 2);

    const { tensors } = decodeSafetensors(
      encodeSafetensors({ tensors: { x: { shape: [1], data } }, metadata: {} }),
    );

    expect(tensors).toEqual({ x: { shape: [1], data: Float64Array.of(2) } });
  });

  it("refuses data that is not of its shape, and the name of the metadata", () => {
    const x = { shape: [2], data: new Float32Array(3) };

    expect(() => encodeSafetensors({ tensors: { x }, metadata: {} })).toThrow(ShapeError);
    expect(() =>
      encodeSafetensors({
        tensors: { __metadata__: { shape: [], data: new Float32Array(1) } },
        metadata: {},
      }),
    ).toThrow('names must not be "__metadata__"');
  });
});

describe("decodeSafetensors", () => {
  it("reads a file without metadata, whose data is not aligned", () => {
    const header = { x: { dtype: "F64", shape: [1], data_offsets: [0, 8] } };

    const bytes = fileOf(header, new Uint8Array(Float64Array.of(-2.5).buffer));

    expect(decodeSafetensors(bytes)).toEqual({
      tensors: { x: { shape: [1], data: Float64Array.of(-2.5) } },
      metadata: {},
    });
  });

  it("reads half precision as float32", () => {
    const header = {
      h: { dtype: "F16", shape: [2, 2], data_offsets: [0, 8] },
      b: { dtype: "BF16", shape: [3], data_offsets: [8, 14] },
    };
    // 1.5, -2^-24 (the least subnormal), 65504 (the largest), -infinity; pi cut to 8 bits, -0, NaN.
    const patterns = [0x3e00, 0x8001, 0x7bff, 0xfc00, 0x4049, 0x8000, 0x7fc0];

    const bytes = fileOf(header, new Uint8Array(Uint16Array.from(patterns).buffer));

    expect(decodeSafetensors(bytes).tensors).toEqual({
      h: {
        shape: [2, 2],
        data: Float32Array.of(1.5, -(2 ** -24), 65504, Number.NEGATIVE_INFINITY),
      },
      b: { shape: [3], data: Float32Array.of(3.140625, -0, Number.NaN) },
    });
  });

  const x = (changes: object) =>
    fileOf({ x: { dtype: "F32", shape: [1], data_offsets: [0, 4], ...changes } }, [0, 0, 0, 0]);

  it.each([
    { name: "too few bytes", bytes: new Uint8Array(7), message: "at least 8 long, got 7" },
    {
      name: "a header beyond the end",
      bytes: fileOf("{}").subarray(0, 9),
      message: "at most 1 bytes",
    },
    {
      name: "a header of 2^63 bytes",
      bytes: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 128, 123, 125),
      message: "at most 2 bytes long, got 9223372036854775808",
    },
    { name: "no JSON", bytes: fileOf("{]"), message: "the header must be JSON" },
    {
      name: "no UTF-8",
      bytes: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 255),
      message: "must be JSON",
    },
    { name: "a list", bytes: fileOf("[]"), message: "must be a JSON object, got []" },
    {
      name: "metadata of numbers",
      bytes: fileOf({ __metadata__: { a: 1 } }),
      message: '"a" must be a string, got 1',
    },
    {
      name: "metadata that is a list",
      bytes: fileOf({ __metadata__: [] }),
      message: "must be an object, got []",
    },
    {
      name: "an entry that is null",
      bytes: fileOf({ x: null }),
      message: '"x" must be an object, got null',
    },
    {
      name: "an unknown dtype",
      bytes: x({ dtype: "F8_E4M3" }),
      message: 'must be F64, I64, F32, F16, BF16, got "F8_E4M3"',
    },
    { name: "a negative size", bytes: x({ shape: [-1] }), message: "must be sizes, got [-1]" },
    {
      name: "a size that is no integer",
      bytes: x({ shape: [0.5] }),
      message: "must be sizes, got [0.5]",
    },
    { name: "one offset", bytes: x({ data_offsets: [0] }), message: "a begin and an end, got [0]" },
    { name: "offsets in reverse", bytes: x({ data_offsets: [4, 0] }), message: "got [4,0]" },
    {
      name: "a shape that is too large",
      bytes: x({ shape: [2] }),
      message: "needs 8 bytes, got 4",
    },
    {
      name: "sizes whose product overflows",
      bytes: x({ shape: new Array<number>(40).fill(2 ** 52) }),
      message: "needs Infinity bytes",
    },
    {
      name: "data beyond the end",
      bytes: x({ shape: [2], data_offsets: [0, 8] }),
      message: "must be 8 bytes long, got 4",
    },
    {
      name: "data that no tensor has",
      bytes: fileOf({}, [0]),
      message: "must be 0 bytes long, got 1",
    },
    {
      name: "tensors that overlap",
      bytes: fileOf(
        {
          x: { dtype: "F32", shape: [1], data_offsets: [0, 4] },
          y: { dtype: "F32", shape: [1], data_offsets: [0, 4] },
        },
        [0, 0, 0, 0],
      ),
      message: "must begin where other data ends, at 4, got 0",
    },
  ])("refuses $name", ({ bytes, message }) => {
    expect(() => decodeSafetensors(bytes)).toThrow(ConfigError);
    expect(() => decodeSafetensors(bytes)).toThrow(message);
  });

  it("answers 6,000 damaged files with a file or a ConfigError (seed 1)", () => {
    const random = createRandom(1);
    const whole = encodeSafetensors(file);
    const failures: unknown[] = [];
    let numRefused = 0;
    for (let i = 0; i < 6000; i += 1) {
      const bytes = damaged(random, whole);
      try {
        const { tensors } = decodeSafetensors(bytes);
        const size = Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
        if (size > bytes.length) failures.push({ i, size });
      } catch (error) {
        numRefused += 1;
        if (!(error instanceof ConfigError)) failures.push(error);
      }
    }

    expect(failures).toEqual([]);
    expect(numRefused).toBeGreaterThan(3000);
  });
});

/** Bytes changed, cut off, doubled or swapped for those that JSON is made of. */
function damaged(random: ReturnType<typeof createRandom>, whole: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(whole);
  const headerLength = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
  switch (random.integer(4)) {
    case 0:
      return bytes.subarray(0, random.integer(bytes.length));
    case 1: {
      const place = random.integer(bytes.length);
      return Uint8Array.from([
        ...bytes.subarray(0, place),
        ...bytes.subarray(random.integer(place + 1)),
      ]);
    }
    case 2: {
      for (let k = 1 + random.integer(3); k > 0; k -= 1) {
        bytes[random.integer(headerLength)] = random.integer(256);
      }
      return bytes;
    }
    default: {
      const characters = '0123456789[]{}",:-.eE ';
      for (let k = 1 + random.integer(4); k > 0; k -= 1) {
        bytes[8 + random.integer(headerLength - 8)] = characters.charCodeAt(
          random.integer(characters.length),
        );
      }
      return bytes;
    }
  }
}
