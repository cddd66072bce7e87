import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/core/index.ts";
import type { FocusCheckpoint } from "../../src/fit/training/checkpoint.ts";
import { parseTraining } from "../../src/fit/training/config.ts";
import { focusCheckpointCodec } from "../../src/run/focus-checkpoint-codec.ts";

const { encode, decode } = focusCheckpointCodec;

const checkpoint: FocusCheckpoint = {
  settings: parseTraining({ seed: 3, lora: { rank: 2 } }),
  origin: '{"model":"a"}',
  step: 2,
  adapter: [Float32Array.of(1.5, -0, 3e-40), Float32Array.of(Number.NaN)],
  optimizer: {
    name: "adamw",
    numbers: { steps: 2, cap: Number.POSITIVE_INFINITY, losses: [0.1 + 0.2, 1e-300] },
    tensors: { "first/0": { shape: [1, 3], values: Float32Array.of(1, 2, 1e-45) } },
  },
  steps: [
    { step: 1, loss: 1 / 3, tokens: 100 },
    { step: 2, loss: 0.25, tokens: 90 },
  ],
  validations: [{ step: 2, accuracy: { 0: 0.5, 4: 1 }, mean: 0.75 }],
  best: [Float32Array.of(9, 8, 7), Float32Array.of(6)],
};

describe("focusCheckpointCodec", () => {
  it("gives back every number, the optimiser's too", () => {
    expect(decode(encode(checkpoint))).toEqual(checkpoint);
  });

  it("knows a run that was never validated", () => {
    const { best: _, ...fresh } = { ...checkpoint, validations: [] };
    expect(decode(encode(fresh))).toEqual(fresh);
  });

  it("refuses bytes that were cut off or changed", () => {
    const bytes = encode(checkpoint);
    expect(() => decode(bytes.subarray(0, bytes.length - 1))).toThrow(ConfigError);
    const changed = bytes.slice();
    changed[bytes.length - 1]! ^= 1;
    expect(() => decode(changed)).toThrow(/checksum/);
  });
});
