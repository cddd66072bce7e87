import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ggufFormats } from "../../../src/lm/weights/gguf-formats.ts";
import { readGolden } from "../../helpers/golden.ts";

const quantizedSchema = z.object({
  formats: z.record(z.string(), z.object({ hex: z.string(), values: z.string() })),
});
const modelSchema = z.object({
  tensors: z.array(z.object({ name: z.string(), type: z.string() })),
  blocks: z.record(
    z.string(),
    z.array(z.object({ block: z.number(), hex: z.string(), values: z.array(z.number()) })),
  ),
});

const quantized = quantizedSchema.parse(readGolden("fit", "quantized-blocks")[0]!.content);
const model = modelSchema.parse(readGolden("fit/smollm2", "model")[0]!.content);

function formatOf(name: string) {
  return Object.values(ggufFormats).find((format) => format.name === name)!;
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, "hex"));
}

describe("ggufFormats", () => {
  it.each(Object.entries(quantized.formats))("reads %s bit for bit", (name, { hex, values }) => {
    const decoded = formatOf(name).decode(bytesOf(hex));

    expect(decoded).toEqual(new Float32Array(bytesOf(values).buffer));
  });

  it.each(
    Object.entries(model.blocks).flatMap(([tensor, blocks]) =>
      blocks.map((each) => ({ tensor, ...each })),
    ),
  )("reads block $block of SmolLM2's $tensor", ({ tensor, hex, values }) => {
    const { type } = model.tensors.find(({ name }) => name === tensor)!;

    const decoded = formatOf(type).decode(bytesOf(hex));

    // The figures have eight digits: float32 has up to nine.
    expect(decoded).toBeAllclose(values, { rtol: 1e-7, atol: 0 });
  });

  it("reads numbers from any place in a buffer", () => {
    const bytes = new Uint8Array(9);
    bytes.set(new Uint8Array(Float32Array.of(1.5, -2).buffer), 1);

    expect(formatOf("F32").decode(bytes.subarray(1))).toEqual(Float32Array.of(1.5, -2));
  });
});
