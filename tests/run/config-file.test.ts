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

  it("sets nested settings by their path", () => {
    const base = { training: { method: "fit", seed: 9 } };
    expect(expandConfig({ base, grid: { "training.seed": [0, 1] } })).toEqual([
      { training: { method: "fit", seed: 0 } },
      { training: { method: "fit", seed: 1 } },
    ]);
  });

  it("leaves out what kind of run it is", () => {
    expect(expandConfig({ experiment: "cell", eta: 1 })).toEqual([{ eta: 1 }]);
    expect(expandConfig({ experiment: "cell", grid: { eta: [1] } })).toEqual([{ eta: 1 }]);
  });

  describe("with random settings (seed 3)", () => {
    const space = {
      eta: { logUniform: [0.01, 100] },
      rho: { uniform: [0.2, 0.4] },
      rank: { int: [1, 3] },
      "training.method": { choice: ["fit", "sft"] },
    };
    const draw = (trials: number, seed = 3) =>
      expandConfig({ base: { epochs: 5 }, random: { trials, seed, space } });

    it("draws within each law, from all of it", () => {
      const cells = draw(400);
      const numbers = (key: string) => cells.map((cell) => Number(cell[key]));
      expect(cells).toHaveLength(400);
      expect(Math.min(...numbers("eta"))).toBeGreaterThanOrEqual(0.01);
      expect(Math.max(...numbers("eta"))).toBeLessThanOrEqual(100);
      // Half lie below the geometric mean, 1: of 400 within four standard deviations, 40.
      const below = numbers("eta").filter((eta) => eta < 1).length;
      expect(Math.abs(below - 200)).toBeLessThan(40);
      const mean = numbers("rho").reduce((sum, rho) => sum + rho, 0) / 400;
      expect(Math.abs(mean - 0.3)).toBeLessThan(4 * (0.2 / Math.sqrt(12 * 400)));
      expect(new Set(numbers("rank"))).toEqual(new Set([1, 2, 3]));
      const methods = cells.map((cell) => JSON.stringify(cell["training"]));
      expect(new Set(methods)).toEqual(new Set(['{"method":"fit"}', '{"method":"sft"}']));
    });

    it("gives equal cells for equal seeds, and the same ones when more are drawn", () => {
      expect(draw(5)).toEqual(draw(9).slice(0, 5));
      expect(draw(5, 4)).not.toEqual(draw(5));
    });
  });

  it.each([
    { config: { random: { trials: 1, space: { a: { uniform: [2, 1] } } } }, message: "random" },
    { config: { random: { trials: 1, space: { a: { logUniform: [0, 1] } } } }, message: "random" },
    { config: { random: { trials: 0, space: {} } }, message: "random.trials" },
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
    "small.json": 225,
    "svhn.json": 12,
    "tiny-imagenet.json": 160,
    "tiny.json": 3,
  };

  it("are all counted here", () => {
    expect(new Set(readdirSync(folder))).toEqual(new Set(Object.keys(counts)));
  });

  it.each(Object.entries(counts))(
    "%s stands for %i valid, different cells",
    async (file, count) => {
      expect(await planCells(expandConfig(read(file)), { output: "runs" })).toHaveLength(count);
    },
  );
});
