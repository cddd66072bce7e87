import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseCell } from "../../src/borat/experiments/cell.ts";
import type { Checkpoint } from "../../src/borat/experiments/checkpoint.ts";
import { ConfigError, createRandom } from "../../src/core/index.ts";
import { checkpointFile } from "../../src/run/index.ts";

const tensor = (...values: number[]) => ({
  shape: [values.length],
  values: Float32Array.from(values),
});

const checkpoint: Checkpoint = {
  cell: parseCell({
    dataset: "digits",
    model: { name: "mlp", hidden: [3] },
    method: "borat",
    options: { bundleSize: 3 },
    epochs: 2,
    batchSize: 10,
  }),
  data: "digits 0: rows",
  model: "mlp",
  progress: {
    records: [
      {
        epoch: 1,
        loss: 0.1 + 0.2, // no short decimal
        accuracy: Number.NaN,
        validationAccuracy: 0.5,
        updates: 3,
        evaluations: 6,
        seconds: 1 / 3,
        weightNorm: 2,
      },
    ],
    epoch: 2,
    step: 1,
    lossSum: Math.PI,
    numFinite: 1,
    updates: 3,
    evaluations: 7,
    seconds: 0.4,
  },
  weights: [tensor(1.5, -0, 3e-40), { shape: [], values: Float32Array.of(Number.NaN) }],
  statistics: [tensor(0.25), { shape: [2], values: Int32Array.of(-(2 ** 31), 7) }],
  optimizer: {
    name: "borat",
    numbers: { steps: 7, pieces: 1, cap: Number.POSITIVE_INFINITY, losses: [0.5, 1e-300] },
    tensors: { "velocity/0": tensor(1, 2, 3), "gradient/0/0": tensor(4) },
  },
  best: { epoch: 1, validationAccuracy: 0.5, weights: [tensor(9)], statistics: [] },
};

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "triptych-checkpoint-"));
  path = join(folder, "deeper", "a.safetensors");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("checkpointFile", () => {
  it("gives back what it saved, to the last bit", async () => {
    await checkpointFile(path).save(checkpoint);
    expect(await checkpointFile(path).load()).toEqual(checkpoint);
  });

  it("keeps the last of several, and nothing else in the folder", async () => {
    const file = checkpointFile(path);
    const { best: _, ...later } = { ...checkpoint, data: "later" };
    await file.save(checkpoint);
    await file.save(later);
    expect(await file.load()).toEqual(later);
    expect(readdirSync(join(folder, "deeper"))).toEqual(["a.safetensors"]);
  });

  it("knows none where there is no file", async () => {
    const file = checkpointFile(path);
    expect(await file.load()).toBeUndefined();
    await file.save(checkpoint);
    await file.remove();
    await file.remove();
    expect(await file.load()).toBeUndefined();
  });

  it("refuses a file that is cut off anywhere or has a changed byte (seed 2)", async () => {
    const file = checkpointFile(path);
    await file.save(checkpoint);
    const bytes = readFileSync(path);
    const random = createRandom(2);
    for (let i = 0; i < 60; i += 1) {
      const place = random.integer(bytes.length);
      const broken = i % 2 === 0 ? bytes.subarray(0, place) : Buffer.from(bytes);
      if (i % 2 === 1) broken[place]! ^= 1 << random.integer(8);
      writeFileSync(path, broken);
      const loading = file.load();
      await expect(loading).rejects.toThrow(ConfigError);
      await expect(loading).rejects.toThrow("damaged");
      await expect(loading).rejects.toThrow(path);
    }
  });

  it("does not take a file that can not be read for a damaged one", async () => {
    const loading = checkpointFile(import.meta.dirname).load(); // a folder
    await expect(loading).rejects.toThrow("EISDIR");
    await expect(loading).rejects.not.toThrow("Delete it");
  });
});
