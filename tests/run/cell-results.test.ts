import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCells, readResults, runGrid } from "../../src/run/index.ts";

const cell = {
  dataset: "digits",
  train: 60,
  validation: 20,
  test: 40,
  model: { name: "mlp", hidden: [8] },
  method: "sgd",
  epochs: 2,
  batchSize: 10,
};

let output: string;
let path: string;
beforeEach(() => {
  output = mkdtempSync(join(tmpdir(), "triptych-cells-"));
  path = join(output, "results.jsonl");
});
afterEach(() => rmSync(output, { recursive: true }));

describe("readCells", () => {
  it("reads back what a grid wrote, without the cells that failed", async () => {
    const failing = { ...cell, train: 5000 };
    await runGrid([{ ...cell, eta: 0.1 }, failing], { output, perProcess: false });
    const [record] = await readResults(path);
    const [found, ...others] = await readCells(path);
    expect(others).toEqual([]);
    expect(record).toMatchObject({ hash: found!.hash, data: { sha256: found!.sha256 } });
    expect(found!.config).toMatchObject({ ...cell, eta: 0.1, seed: 0 });
    expect(found!.title).toBe("digits, mlp, sgd, eta 0.1, seed 0");
    expect(found!.epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(found!.loss).toBe(found!.epochs[1]!.loss);
  });

  it("reads numbers that JSON lacks", async () => {
    await runGrid([{ ...cell, eta: 1e30 }], { output, perProcess: false });
    expect(readFileSync(path, "utf8")).toContain('"NaN"');
    const [found] = await readCells(path);
    expect(found).toMatchObject({ failed: true, accuracy: 0.1 });
    expect(found!.epochs.at(-1)!.accuracy).toBeNaN();
  });

  it("is empty without a file, and refuses results of another kind", async () => {
    expect(await readCells(path)).toEqual([]);
    await runGrid([{ ...cell, eta: 0.1 }], { output, perProcess: false });
    const line = { ...JSON.parse(readFileSync(path, "utf8")), result: { answer: 42 } };
    writeFileSync(path, `${JSON.stringify(line)}\n`);
    await expect(readCells(path)).rejects.toThrow("Use readResults");
  });
});
