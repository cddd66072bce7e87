import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type GgufFiles, openModelFiles } from "../../../src/data/model-files.ts";
import { type GgufFile, openGguf } from "../../../src/lm/weights/gguf.ts";
import { weightName } from "../../../src/lm/weights/gguf-names.ts";
import { readGolden } from "../../helpers/golden.ts";

const goldenSchema = z.object({
  kv: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  tensors: z.array(
    z.object({
      name: z.string(),
      shape: z.array(z.number()),
      sum: z.number(),
      abs_sum: z.number(),
      max_abs: z.number(),
      first8: z.array(z.number()),
      last4: z.array(z.number()),
    }),
  ),
});
const golden = goldenSchema.parse(readGolden("fit/smollm2", "model")[0]!.content);

let files: GgufFiles;
let file: GgufFile;

beforeAll(async () => {
  const opened = await openModelFiles();
  if (opened.format !== "gguf") throw new Error("the default model must be one GGUF file");
  files = opened;
  file = await openGguf(files.file);
});

afterAll(() => files.close());

describe("openGguf on SmolLM2-135M-Instruct", () => {
  it("gives the golden metadata", () => {
    expect(file.metadata).toMatchObject(golden.kv);
  });

  it("gives the shape of the model that its authors publish", () => {
    expect(file.config).toEqual({
      vocabularySize: 49_152,
      hiddenSize: 576,
      numLayers: 30,
      numHeads: 9,
      numKvHeads: 3,
      headDim: 64,
      intermediateSize: 1536,
      contextLength: 8192,
      normEpsilon: Math.fround(1e-5),
      rotary: { base: 100_000 },
      tiedEmbeddings: true,
    });
  });

  it("gives every tensor's golden shape, sums and ends", async () => {
    const faults: unknown[] = [];
    for (const { name, shape, sum, abs_sum, max_abs, first8, last4 } of golden.tensors) {
      const own = weightName(name)!;
      const values = await file.read(own);
      const found = summarize(values);
      // A head's first row stays in its place, and so does its last: the ends are the same in both
      // rotary orders. The figures have ten and eight digits.
      const fits =
        file.shapeOf(own).join() === shape.join() &&
        Math.abs(found.sum - sum) <= 1e-9 * abs_sum &&
        Math.abs(found.absSum / abs_sum - 1) <= 1e-9 &&
        Math.abs(found.maxAbs / max_abs - 1) <= 1e-7 &&
        isClose(values.subarray(0, 8), first8) &&
        isClose(values.subarray(-4), last4);
      if (!fits) faults.push({ name, found });
    }

    expect(faults).toEqual([]);
    expect(file.names).toHaveLength(golden.tensors.length);
  });
});

function summarize(values: Float32Array) {
  let sum = 0;
  let absSum = 0;
  let maxAbs = 0;
  for (const value of values) {
    sum += value;
    absSum += Math.abs(value);
    maxAbs = Math.max(maxAbs, Math.abs(value));
  }
  return { sum, absSum, maxAbs };
}

function isClose(values: Float32Array, expected: readonly number[]): boolean {
  return expected.every((value, i) => Math.abs(values[i]! - value) <= 1e-7 * Math.abs(value));
}
