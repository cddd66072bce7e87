import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/core/index.ts";
import { planCells } from "../../src/run/grid.ts";
import { expandConfig, hashConfig } from "../../src/run/index.ts";

const folder = join(import.meta.dirname, "../../configs/borat");
const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), "utf8"));

describe("expandConfig", () => {
  it("takes settings without a grid as one cell", () => {
    expect(expandConfig({ eta: 1 })).toEqual([{ eta: 1 }]);
  });

  it("combines the values of a grid over its base, the last key fastest", () => {
    const cells = expandConfig({
      base: { epochs: 5, eta: 9 },
      grid: { eta: [1, 2], seed: [0, 1] },
    });
    expect(cells).toEqual([
      { epochs: 5, eta: 1, seed: 0 },
      { epochs: 5, eta: 1, seed: 1 },
      { epochs: 5, eta: 2, seed: 0 },
      { epochs: 5, eta: 2, seed: 1 },
    ]);
  });

  it("adds the listed cells, which may be grids of their own", () => {
    const cells = expandConfig({
      about: "an example",
      base: { epochs: 5 },
      grid: { eta: [1] },
      cells: [{ method: "adam" }, { base: { method: "sgd" }, grid: { eta: [2, 3] } }],
    });
    expect(cells).toEqual([
      { epochs: 5, eta: 1 },
      { epochs: 5, method: "adam" },
      { epochs: 5, method: "sgd", eta: 2 },
      { epochs: 5, method: "sgd", eta: 3 },
    ]);
  });

  it.each([
    { config: [1], message: "expected record" },
    { config: { grid: { eta: 1 } }, message: "grid.eta" },
    { config: { grid: { eta: [] } }, message: "grid.eta" },
    { config: { grid: { eta: [1] }, bse: {} }, message: 'Unrecognized key: "bse"' },
  ])("names what is wrong: $message", ({ config, message }) => {
    expect(() => expandConfig(config)).toThrow(ConfigError);
    expect(() => expandConfig(config)).toThrow(message);
  });
});

describe("hashConfig", () => {
  it("does not depend on the order of keys, and on everything else", () => {
    const hash = hashConfig("cell", { eta: 1, model: { depth: 40, width: 4 } });
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(hashConfig("cell", { model: { width: 4, depth: 40 }, eta: 1 })).toBe(hash);
    expect(hashConfig("cell", { eta: 1, model: { depth: 40, width: 2 } })).not.toBe(hash);
    expect(hashConfig("other", { eta: 1, model: { depth: 40, width: 4 } })).not.toBe(hash);
  });
});

describe("the shipped configurations", () => {
  // Counted by hand: methods x etas x radii, and methods x seeds x models.
  const counts: Readonly<Record<string, number>> = {
    "comparison-cifar-10.json": 42,
    "comparison-cifar-100.json": 42,
    "figure-6-cross-entropy.json": 80,
    "figure-6-hinge.json": 80,
    "svhn.json": 12,
    "tiny-imagenet.json": 160,
    "tiny.json": 3,
  };

  it("are all counted here", () => {
    expect(new Set(readdirSync(folder))).toEqual(new Set(Object.keys(counts)));
  });

  it.each(Object.entries(counts))("%s stands for %i valid, different cells", (file, count) => {
    expect(planCells(expandConfig(read(file)), { output: "runs" })).toHaveLength(count);
  });
});
