import { describe, expect, it } from "vitest";
import { ConfigError, createRandom } from "../../../src/core/index.ts";
import { encodeSafetensors, type SafeTensor } from "../../../src/core/safetensors.ts";
import type { LmConfig } from "../../../src/lm/config.ts";
import { byteBuffer } from "../../../src/lm/weights/byte-buffer.ts";
import { expectedTensors } from "../../../src/lm/weights/expected-tensors.ts";
import { openSafetensors } from "../../../src/lm/weights/safetensors-source.ts";
import type { ByteSource } from "../../../src/lm/weights/weight-source.ts";

const config: LmConfig = {
  vocabularySize: 5,
  hiddenSize: 6,
  numLayers: 2,
  numHeads: 3,
  numKvHeads: 1,
  headDim: 4,
  intermediateSize: 7,
  contextLength: 16,
  normEpsilon: 1e-5,
  rotary: { base: 100 },
  tiedEmbeddings: false,
};
const random = createRandom(3);
const tensors: Readonly<Record<string, SafeTensor>> = Object.fromEntries(
  expectedTensors(config).map(({ name, shape }) => {
    const length = shape.reduce((product, size) => product * size);
    return [name, { shape, data: Float32Array.from({ length }, () => random.uniform()) }];
  }),
);

function shard(contents: Readonly<Record<string, SafeTensor>>): ByteSource {
  return byteBuffer("shard", encodeSafetensors({ tensors: contents, metadata: { format: "pt" } }));
}

/** The file with every float32 rounded to the upper half of its bits, as BF16. */
function bfloat16File(): ByteSource {
  let offset = 0;
  const header: Record<string, unknown> = {};
  const parts: Uint8Array[] = [];
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const bits = new Uint32Array(data.buffer);
    const bytes = new Uint8Array(Uint16Array.from(bits, (pattern) => pattern >>> 16).buffer);
    header[name] = { dtype: "BF16", shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
    parts.push(bytes);
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(BigUint64Array.of(BigInt(text.length)).buffer);
  return byteBuffer("bfloat16", Uint8Array.from(Buffer.concat([length, text, ...parts])));
}

describe("openSafetensors", () => {
  it("reads the tensors of several files", async () => {
    const names = Object.keys(tensors);
    const part = (from: number, to: number) =>
      shard(Object.fromEntries(names.slice(from, to).map((name) => [name, tensors[name]!])));

    const source = await openSafetensors([part(0, 4), part(4, 5), part(5, names.length)], config);

    for (const [name, { shape, data }] of Object.entries(tensors)) {
      expect(source.shapeOf(name)).toEqual(shape);
      expect(await source.read(name)).toEqual(data);
    }
    expect(source.config).toBe(config);
    expect(new Set(source.names)).toEqual(new Set(names));
  });

  it("reads bfloat16 as float32", async () => {
    const source = await openSafetensors([bfloat16File()], config);

    const name = "model.layers.1.mlp.up_proj.weight";
    const bits = new Uint32Array(tensors[name]!.data.buffer);
    const rounded = new Float32Array(bits.map((pattern) => pattern & 0xffff0000).buffer);
    expect(await source.read(name)).toEqual(rounded);
  });

  it("rounds double precision to float32", async () => {
    const data = Float64Array.of(0.1, 1 / 3, 1e-300, 1, 2, 3);

    const source = await openSafetensors(
      [shard({ ...tensors, "model.norm.weight": { shape: [6], data } })],
      config,
    );

    expect(await source.read("model.norm.weight")).toEqual(Float32Array.from(data));
  });

  it("reads nothing but the header before a tensor is asked for", async () => {
    const file = shard(tensors);
    const reads: number[] = [];
    const watched: ByteSource = {
      ...file,
      read: (offset, length) => {
        reads.push(length);
        return file.read(offset, length);
      },
    };

    const source = await openSafetensors([watched], config);
    const headerBytes = reads.splice(0).reduce((sum, length) => sum + length);
    await source.read("model.norm.weight");

    const dataBytes = Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
    expect(headerBytes).toBe(file.size - dataBytes);
    expect(reads).toEqual([config.hiddenSize * 4]);
  });

  it("leaves out the output matrix of tied embeddings and old files' rotary angles", async () => {
    const angles = { shape: [2], data: new Float32Array(2) };
    const more = { ...tensors, "model.layers.0.self_attn.rotary_emb.inv_freq": angles };

    const source = await openSafetensors([shard(more)], { ...config, tiedEmbeddings: true });

    expect(source.names).toHaveLength(expectedTensors(config).length - 1);
    expect(() => source.shapeOf("lm_head.weight")).toThrow('got "lm_head.weight"');
  });

  const { "model.norm.weight": norm, ...withoutNorm } = tensors;

  it.each([
    { name: "a missing tensor", files: [withoutNorm], message: "model.norm.weight is missing" },
    {
      name: "a tensor of another shape",
      files: [{ ...tensors, "model.norm.weight": { ...norm!, shape: [3, 2] } }],
      message: "model.norm.weight is [3, 2], not [6]",
    },
    {
      name: "a bias",
      files: [{ ...tensors, "model.layers.0.self_attn.q_proj.bias": norm! }],
      message: "model.layers.0.self_attn.q_proj.bias has no place",
    },
    {
      name: "a tensor in two files",
      files: [tensors, { "model.norm.weight": norm! }],
      message: 'each tensor must be in one file, got "model.norm.weight" twice',
    },
    { name: "nothing", files: [], message: "and 18 more" },
  ])("refuses $name", async ({ files, message }) => {
    const opened = openSafetensors(files.map(shard), config);

    await expect(opened).rejects.toThrow(ConfigError);
    await expect(opened).rejects.toThrow(message);
  });

  it("answers 10,000 damaged files with a model or a ConfigError (seed 4)", async () => {
    const changes = createRandom(4);
    const whole = encodeSafetensors({ tensors, metadata: {} });
    const headerLength = 8 + Number(new DataView(whole.buffer).getBigUint64(0, true));
    const failures: unknown[] = [];
    let numRefused = 0;
    for (let i = 0; i < 10_000; i += 1) {
      const bytes = Uint8Array.from(whole);
      const numKept = changes.integer(4) === 0 ? changes.integer(bytes.length) : bytes.length;
      for (let k = 1 + changes.integer(3); k > 0; k -= 1) {
        bytes[changes.integer(i % 2 === 0 ? headerLength : bytes.length)] = changes.integer(256);
      }
      try {
        const file = byteBuffer("fuzz", bytes.subarray(0, numKept));
        const source = await openSafetensors([file], config);
        await Promise.all(source.names.map(source.read));
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
