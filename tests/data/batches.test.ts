import { describe, expect, it } from "vitest";
import { createBatches, createDataset } from "../../src/data/index.ts";

const fields = {
  name: "numbers",
  slice: "all",
  sha256: "0".repeat(64),
  licence: "MIT",
  citation: "None.",
  inputShape: [2, 2, 1],
  numClasses: 10,
  order: Array.from({ length: 10 }, (_, i) => i),
  labels: Int32Array.from({ length: 10 }, (_, row) => row),
};
const floats = createDataset({ ...fields, inputs: Float32Array.from({ length: 40 }, (_, i) => i) });
const bytes = createDataset({ ...fields, inputs: Uint8Array.from({ length: 40 }, (_, i) => i) });
const options = { batchSize: 4, seed: 3, epoch: 1 };

describe("createBatches", () => {
  it("gives every row once, with its label and its inputs", () => {
    const rows: number[] = [];
    for (const batch of createBatches(floats, options)) {
      rows.push(...batch.rows);
      expect([...batch.labels]).toEqual([...batch.rows]);
      expect([...batch.inputs]).toEqual(
        [...batch.rows].flatMap((row) => [4 * row, 4 * row + 1, 4 * row + 2, 4 * row + 3]),
      );
    }
    expect(rows.sort((a, b) => a - b)).toEqual(fields.order);
  });

  it.each([
    { dropLast: false, sizes: [4, 4, 2] },
    { dropLast: true, sizes: [4, 4] },
  ])("cuts into $sizes with dropLast $dropLast", ({ dropLast, sizes }) => {
    const batches = createBatches(floats, { ...options, dropLast });
    expect([...batches].map((batch) => batch.labels.length)).toEqual(sizes);
    expect(batches.numBatches).toBe(sizes.length);
  });

  it("goes on from any batch as if it had never stopped", () => {
    const whole = [...createBatches(bytes, { ...options, augment: { padding: 1 } })];
    const rest = [...createBatches(bytes, { ...options, augment: { padding: 1 } }).from(1)];
    expect(rest).toEqual(whole.slice(1));
  });

  it("augments an example alike in batches of any size", () => {
    const byRow = (batchSize: number) => {
      const moved = new Map<number, string>();
      const all = createBatches(bytes, { ...options, batchSize, augment: { padding: 1 } });
      for (const { rows, inputs } of all) {
        for (const [place, row] of rows.entries()) {
          moved.set(row, inputs.slice(4 * place, 4 * place + 4).join());
        }
      }
      return [...moved].sort(([a], [b]) => a - b);
    };
    expect(byRow(3)).toEqual(byRow(10));
  });

  it("shuffles each epoch and seed anew", () => {
    const rows = (seed: number, epoch: number) =>
      [...createBatches(bytes, { batchSize: 10, seed, epoch })].map(({ rows }) => rows.join());
    expect(rows(3, 1)).toEqual(rows(3, 1));
    expect(rows(3, 2)).not.toEqual(rows(3, 1));
    expect(rows(4, 1)).not.toEqual(rows(3, 1));
  });

  it("keeps the order of the rows without shuffling", () => {
    const [first] = createBatches(bytes, { ...options, shuffle: false });
    expect(first!.rows).toEqual(Int32Array.from([0, 1, 2, 3]));
  });

  it("keeps bytes as bytes", () => {
    const [first] = createBatches(bytes, options);
    expect(first!.inputs).toBeInstanceOf(Uint8Array);
  });

  it("rejects a batch that the epoch does not have", () => {
    expect(() => createBatches(bytes, options).batch(3)).toThrow(
      "index must be an integer >= 0 and < 3, got 3",
    );
  });

  it("rejects batches of no examples", () => {
    expect(() => createBatches(bytes, { ...options, batchSize: 0 })).toThrow(
      "batchSize must be an integer >= 1",
    );
  });
});
