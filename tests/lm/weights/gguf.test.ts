import { describe, expect, it } from "vitest";
import { ConfigError, createRandom } from "../../../src/core/index.ts";
import { byteBuffer } from "../../../src/lm/weights/byte-buffer.ts";
import { openGguf } from "../../../src/lm/weights/gguf.ts";
import { type WrittenNote, type WrittenTensor, writeGguf } from "./gguf-writer.ts";
import { tinyNotes, tinyTensors } from "./tiny-gguf.ts";

function open({
  notes = {},
  tensors = tinyTensors,
  ...layout
}: {
  notes?: Readonly<Record<string, WrittenNote>>;
  tensors?: readonly WrittenTensor[];
  version?: number;
  alignment?: number;
}) {
  const bytes = writeGguf({ ...layout, notes: { ...tinyNotes, ...notes }, tensors });
  return openGguf(byteBuffer("tiny", bytes));
}

/** The tensors with one of them changed. */
function withTensor(name: string, change: Partial<WrittenTensor>): readonly WrittenTensor[] {
  return tinyTensors.map((tensor) => (tensor.name === name ? { ...tensor, ...change } : tensor));
}

function floats(name: string, values: Float32Array): WrittenTensor {
  return { name, sizes: [values.length], type: 0, bytes: new Uint8Array(values.buffer) };
}

/** Llama 3.1's slowing down of each of 8 pairs of base 500000, from its published formula. */
function llamaDivisors(factor: number): Float32Array {
  return Float32Array.from({ length: 8 }, (_, i) => {
    const wavelength = 2 * Math.PI * 500_000 ** (i / 8);
    if (wavelength < 8192 / 4) return 1;
    if (wavelength > 8192 / 1) return factor;
    const smooth = (8192 / wavelength - 1) / (4 - 1);
    return 1 / ((1 - smooth) / factor + smooth);
  });
}

describe("openGguf", () => {
  it.each([2, 3])("reads a model's shape from the metadata of version %d", async (version) => {
    const { config } = await open({ version });

    expect(config).toEqual({
      vocabularySize: 4,
      hiddenSize: 32,
      numLayers: 1,
      numHeads: 2,
      numKvHeads: 1,
      headDim: 16,
      intermediateSize: 64,
      contextLength: 64,
      normEpsilon: 2 ** -17,
      rotary: { base: 500 },
      tiedEmbeddings: true,
    });
  });

  it("gives the notes with their types", async () => {
    const { metadata } = await open({
      notes: {
        bytes: { type: "array", of: "uint8", value: [0, 255] },
        "int8.least": { type: "int8", value: -128 },
        "uint16.most": { type: "uint16", value: 65535 },
        "int16.least": { type: "int16", value: -32768 },
        "int32.least": { type: "int32", value: -(2 ** 31) },
        "float64.pi": { type: "float64", value: Math.PI },
        "uint64.safe": { type: "uint64", value: 2 ** 53 - 1 },
        "uint64.most": { type: "uint64", value: 2n ** 64n - 1n },
        "int64.least": { type: "int64", value: -(2n ** 63n) },
        yes: { type: "bool", value: true },
        ["__proto__"]: { type: "string", value: "\ufeffmark" },
      },
    });

    expect(metadata).toMatchObject({
      "tokenizer.ggml.tokens": ["a", "b", "é", ""],
      "tokenizer.ggml.token_type": [1, 1, 3, -1],
      bytes: [0, 255],
      "int8.least": -128,
      "uint16.most": 65535,
      "int16.least": -32768,
      "int32.least": -(2 ** 31),
      "float64.pi": Math.PI,
      "uint64.safe": 2 ** 53 - 1,
      "uint64.most": 2n ** 64n - 1n,
      "int64.least": -(2n ** 63n),
      yes: true,
      ["__proto__"]: "\ufeffmark",
    });
  });

  it("names tensors as Hugging Face does, with the slowest axis first", async () => {
    const file = await open({});

    expect(Object.fromEntries(file.names.map((name) => [name, file.shapeOf(name)]))).toEqual({
      "model.embed_tokens.weight": [4, 32],
      "model.layers.0.input_layernorm.weight": [32],
      "model.layers.0.self_attn.q_proj.weight": [32, 32],
      "model.layers.0.self_attn.k_proj.weight": [16, 32],
      "model.layers.0.self_attn.v_proj.weight": [16, 32],
      "model.layers.0.self_attn.o_proj.weight": [32, 32],
      "model.layers.0.post_attention_layernorm.weight": [32],
      "model.layers.0.mlp.gate_proj.weight": [64, 32],
      "model.layers.0.mlp.up_proj.weight": [64, 32],
      "model.layers.0.mlp.down_proj.weight": [32, 64],
      "model.norm.weight": [32],
    });
  });

  it("orders the rows of queries and keys for rotary pairs of halves, no others", async () => {
    const rows = (count: number) => {
      const values = Float32Array.from({ length: count * 32 }, (_, i) => Math.floor(i / 32));
      return new Uint8Array(values.buffer);
    };
    let tensors = withTensor("blk.0.attn_q.weight", { bytes: rows(32) });
    tensors = tensors.map((tensor) =>
      /attn_[kv]/.test(tensor.name) ? { ...tensor, bytes: rows(16) } : tensor,
    );
    const file = await open({ tensors });
    const firstColumn = async (name: string) => {
      const values = await file.read(`model.layers.0.self_attn.${name}.weight`);
      return Array.from({ length: values.length / 32 }, (_, row) => values[row * 32]);
    };

    const head = [0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15];
    expect(await firstColumn("q_proj")).toEqual([...head, ...head.map((row) => 16 + row)]);
    expect(await firstColumn("k_proj")).toEqual(head);
    expect(await firstColumn("v_proj")).toEqual(Array.from({ length: 16 }, (_, row) => row));
  });

  it("takes an output matrix of its own for untied", async () => {
    const head = { name: "output.weight", sizes: [32, 4], type: 1, bytes: new Uint8Array(256) };

    const file = await open({ tensors: [...tinyTensors, head] });

    expect(file.config.tiedEmbeddings).toBe(false);
    expect(file.shapeOf("lm_head.weight")).toEqual([4, 32]);
  });

  it("takes no more context than a sliding window", async () => {
    const notes: Record<string, WrittenNote> = {
      "llama.attention.sliding_window": { type: "uint32", value: 48 },
    };

    expect((await open({ notes })).config.contextLength).toBe(48);
  });

  it.each([8, 32])("recognises Llama 3.1's stretching by %d", async (factor) => {
    const tensors = [...tinyTensors, floats("rope_freqs.weight", llamaDivisors(factor))];
    const notes: Record<string, WrittenNote> = {
      "llama.rope.freq_base": { type: "float32", value: 500_000 },
    };

    const file = await open({ tensors, notes });

    expect(file.names).not.toContain("rope_freqs.weight");
    expect(file.config.rotary).toEqual({
      base: 500_000,
      scaling: {
        factor,
        lowFrequencyFactor: 1,
        highFrequencyFactor: 4,
        originalContextLength: 8192,
      },
    });
  });

  it("reads an alignment other than 32", async () => {
    const notes: Record<string, WrittenNote> = {
      "general.alignment": { type: "uint32", value: 64 },
    };

    const values = await (await open({ notes, alignment: 64 })).read("model.norm.weight");

    expect(values).toEqual(await (await open({})).read("model.norm.weight"));
  });

  it("reads a header longer than what it reads first", async () => {
    const value = "x".repeat(2 ** 22);
    const notes: Record<string, WrittenNote> = { long: { type: "string", value } };

    expect((await open({ notes })).metadata["long"]).toBe(value);
  });

  const note = (key: string, type: "uint32" | "string" | "float32", value: number | string) =>
    ({ notes: { [key]: { type, value } as WrittenNote } }) as const;

  it.each([
    { name: "another version", file: { version: 4 }, message: "version must be 2 or 3, got 4" },
    {
      name: "another architecture",
      file: note("general.architecture", "string", "qwen2"),
      message: '"llama", got "qwen2". Only the Llama family',
    },
    {
      name: "a note of another type",
      file: note("llama.block_count", "string", "1"),
      message: 'llama.block_count must be a number, got "1"',
    },
    {
      name: "an absurd number of layers",
      file: note("llama.block_count", "uint32", 2 ** 32 - 1),
      message: "numLayers must be an integer >= 1 and <= 1000, got 4294967295",
    },
    {
      name: "heads that do not divide the width",
      file: note("llama.attention.head_count", "uint32", 3),
      message: "headDim must be an integer",
    },
    {
      name: "a rotation of part of a head",
      file: note("llama.rope.dimension_count", "uint32", 8),
      message: "llama.rope.dimension_count must be the head size 16, got 8",
    },
    {
      name: "positions stretched in another way",
      file: {
        notes: {
          "llama.rope.scaling.type": { type: "string", value: "yarn" },
          "llama.rope.scaling.factor": { type: "float32", value: 4 },
        },
      } as const,
      message: 'llama.rope.scaling.type must be "none" or absent, got "yarn"',
    },
    {
      name: "rotary divisors that are not Llama 3.1's",
      file: { tensors: [...tinyTensors, floats("rope_freqs.weight", Float32Array.of(1, 2))] },
      message: "rope_freqs.weight must be the divisors of Llama 3.1",
    },
    {
      name: "a bias",
      file: { tensors: [...tinyTensors, floats("blk.0.attn_q.bias", new Float32Array(32))] },
      message: 'got "blk.0.attn_q.bias"',
    },
    {
      name: "a layer too many",
      file: { tensors: [...tinyTensors, floats("blk.1.attn_norm.weight", new Float32Array(32))] },
      message: "model.layers.1.input_layernorm.weight has no place",
    },
    {
      name: "a missing tensor",
      file: { tensors: tinyTensors.slice(0, -1) },
      message: "model.norm.weight is missing",
    },
    {
      name: "a vocabulary alone",
      file: { tensors: [] },
      message: "weights must have a token_embd.weight, got none",
    },
    {
      name: "a tensor of another shape",
      file: note("llama.feed_forward_length", "uint32", 32),
      message: "model.layers.0.mlp.gate_proj.weight is [64, 32], not [32, 32]",
    },
    {
      name: "an unknown format",
      file: { tensors: withTensor("output_norm.weight", { type: 10 }) },
      message: 'the format of "output_norm.weight" must be F32, F16,',
    },
    {
      name: "rows that are no whole blocks",
      file: { tensors: withTensor("blk.0.attn_q.weight", { type: 12 }) },
      message: "must be whole blocks of 256, got 32",
    },
    {
      name: "sizes whose product overflows",
      file: { tensors: withTensor("blk.0.attn_q.weight", { sizes: [2n ** 63n, 2n ** 63n] }) },
      message: "of a product < 2^53, got 9223372036854776000 x",
    },
    {
      name: "a size of zero",
      file: { tensors: withTensor("output_norm.weight", { sizes: [0] }) },
      message: 'sizes of "output_norm.weight" must be positive',
    },
    {
      name: "five axes",
      file: { tensors: withTensor("output_norm.weight", { sizes: [32, 1, 1, 1, 1] }) },
      message: "must have 1 to 4 axes, got 5",
    },
    {
      name: "data beyond the end",
      file: { tensors: withTensor("output_norm.weight", { sizes: [2 ** 40] }) },
      message: 'the data of "output_norm.weight" must end inside',
    },
    {
      name: "tensors that overlap",
      file: { tensors: withTensor("output_norm.weight", { offset: 0 }) },
      message: "must begin where other data ends",
    },
    {
      name: "an offset that is not aligned",
      file: { tensors: withTensor("token_embd.weight", { offset: 8 }) },
      message: "must be a multiple of 32, got 8",
    },
    {
      name: "a name twice",
      file: { tensors: withTensor("output_norm.weight", { name: "blk.0.attn_norm.weight" }) },
      message: "tensors must have different names",
    },
    {
      name: "an alignment of 0",
      file: note("general.alignment", "uint32", 0),
      message: "general.alignment must be a power of two",
    },
    {
      name: "arrays of arrays",
      file: { notes: { deep: { type: "array", of: "array", value: [0] } } } as const,
      message: "the type of a value must be known, got 9",
    },
  ])("refuses $name", async ({ file, message }) => {
    const opened = open(file);

    await expect(opened).rejects.toThrow(ConfigError);
    await expect(opened).rejects.toThrow(message);
  });

  it.each([
    { name: "no GGUF", place: 0, bytes: [0], message: 'must be "GGUF"' },
    { name: "2^63 tensors", place: 15, bytes: [128], message: "the number of tensors must be" },
    { name: "2^63 notes", place: 23, bytes: [128], message: "the number of notes must be at most" },
    { name: "a string of 2^63 bytes", place: 31, bytes: [128], message: "length of a string must" },
    { name: "text that is no UTF-8", place: 32, bytes: [255], message: "strings must be UTF-8" },
  ])("refuses $name", async ({ place, bytes, message }) => {
    const file = writeGguf({ notes: tinyNotes, tensors: tinyTensors });
    file.set(bytes, place);
    const opened = openGguf(byteBuffer("tiny", file));

    await expect(opened).rejects.toThrow(ConfigError);
    await expect(opened).rejects.toThrow(message);
  });

  it("refuses an array of more entries than the file has bytes", async () => {
    const notes: Record<string, WrittenNote> = { x: { type: "array", of: "uint8", value: [1] } };
    const file = writeGguf({ notes, tensors: [] });
    file.set([255, 255, 255, 255, 255, 255, 255, 255], 24 + 9 + 8);

    const opened = openGguf(byteBuffer("tiny", file));

    await expect(opened).rejects.toThrow("the length of an array must be at most");
  });

  it("answers 10,000 damaged files with a model or a ConfigError (seed 2)", async () => {
    const random = createRandom(2);
    const whole = writeGguf({ notes: tinyNotes, tensors: tinyTensors });
    const headerLength =
      whole.length - tinyTensors.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const failures: unknown[] = [];
    let numRefused = 0;
    for (let i = 0; i < 10_000; i += 1) {
      try {
        const file = await openGguf(byteBuffer("fuzz", damaged(random, whole, headerLength)));
        const values = await Promise.all(file.names.map(file.read));
        const size = values.reduce((sum, { byteLength }) => sum + byteLength, 0);
        if (size > 10 * whole.length) failures.push({ i, size });
      } catch (error) {
        numRefused += 1;
        if (!(error instanceof ConfigError)) failures.push(error);
      }
    }

    expect(failures).toEqual([]);
    expect(numRefused).toBeGreaterThan(3000);
    expect(numRefused).toBeLessThan(9900);
  });
});

/** A file cut off, with a few bytes changed, or with a 64-bit number of ones somewhere. */
function damaged(
  random: ReturnType<typeof createRandom>,
  whole: Uint8Array,
  headerLength: number,
): Uint8Array {
  const bytes = Uint8Array.from(whole);
  switch (random.integer(4)) {
    case 0:
      return bytes.subarray(0, random.integer(bytes.length));
    case 1: {
      const place = random.integer(headerLength);
      return bytes.fill(255, place, place + 1 + random.integer(8));
    }
    default:
      for (let k = 1 + random.integer(3); k > 0; k -= 1) {
        bytes[random.integer(headerLength)] = random.integer(256);
      }
      return bytes;
  }
}
