import { describe, expect, it } from "vitest";
import { cellTargets, maxSampleSize, sampleCells } from "../../../src/fit/sampling/cells.ts";
import { countOf } from "../texts.ts";

const labels = ["x", "y", "z"];
const labelOf = { u: "x", v: "y", w: "z" };

/** `perCell` rows of every label and value, in five strata. */
function makePool(perCell: number) {
  return labels.flatMap((label) =>
    Object.keys(labelOf).flatMap((spurious) =>
      Array.from({ length: perCell }, (_, i) => ({ label, spurious, i, stratum: `${i % 5}` })),
    ),
  );
}

describe("cellTargets", () => {
  it.each([1, 7, 100, 899, 900])("adds up to %i exactly", (size) => {
    const targets = cellTargets({ labels, labelOf, rho: 0.9 }, size);
    expect(targets.reduce((sum, { count }) => sum + count, 0)).toBe(size);
  });

  it("is M P(s) P(y | s) where that is whole", () => {
    const targets = cellTargets({ labels, labelOf, rho: 0.9 }, 600);
    for (const { label, spurious, count } of targets) {
      expect(count).toBe(Reflect.get(labelOf, spurious) === label ? 180 : 10);
    }
  });
});

describe("maxSampleSize", () => {
  it("is the least of n / P over the cells, with its cell", () => {
    const pool = makePool(270).filter(({ label, spurious, i }) => {
      return !(label === "y" && spurious === "v") || i < 90;
    });
    expect(maxSampleSize({ labels, labelOf, rho: 0.9 }, pool)).toEqual({
      size: 300,
      limit: { label: "y", spurious: "v", count: 90 },
    });
  });

  it("is not limited by cells that a sample has nothing of", () => {
    const pool = makePool(10).filter(
      ({ label, spurious }) => Reflect.get(labelOf, spurious) === label,
    );
    expect(maxSampleSize({ labels, labelOf, rho: 1 }, pool).size).toBe(30);
  });
});

describe("sampleCells", () => {
  it("has exactly the predictivity asked for", () => {
    const sample = sampleCells(
      makePool(200),
      { labels, labelOf, rho: 0.9 },
      { size: 600, seed: 0 },
    );
    expect(sample).toHaveLength(600);
    for (const [value, label] of Object.entries(labelOf)) {
      const ofValue = sample.filter(({ spurious }) => spurious === value);
      expect(countOf(ofValue, (row) => row.label === label) / ofValue.length).toBe(0.9);
    }
  });

  it("makes value and label independent at rho 1 / N", () => {
    const sample = sampleCells(
      makePool(50),
      { labels, labelOf, rho: 1 / 3 },
      { size: 100, seed: 0 },
    );
    for (const label of labels) {
      for (const value of Object.keys(labelOf)) {
        const count = countOf(sample, (row) => row.label === label && row.spurious === value);
        expect(Math.abs(count - 100 / 9)).toBeLessThan(1);
      }
    }
  });

  it("takes no row twice, and other rows under another seed", () => {
    const draw = (seed: number) =>
      sampleCells(makePool(50), { labels, labelOf, rho: 1 / 3 }, { size: 90, seed });
    expect(new Set(draw(0).map((row) => JSON.stringify(row))).size).toBe(90);
    expect(draw(0)).toEqual(draw(0));
    expect(draw(1)).not.toEqual(draw(0));
  });

  it("reaches the largest size that is reported", () => {
    const association = { labels, labelOf, rho: 0.9 };
    const { size } = maxSampleSize(association, makePool(77));
    expect(sampleCells(makePool(77), association, { size, seed: 0 })).toHaveLength(size);
  });

  it("balances the strata inside each cell", () => {
    const sample = sampleCells(
      makePool(50),
      { labels, labelOf, rho: 1 / 3 },
      { size: 99, seed: 0, stratumOf: ({ stratum }) => stratum },
    );
    const cell = sample.filter(({ label, spurious }) => label === "x" && spurious === "u");
    const counts = ["0", "1", "2", "3", "4"].map((stratum) =>
      countOf(cell, (row) => row.stratum === stratum),
    );
    expect(Math.max(...counts) - Math.min(...counts)).toBe(1); // 11 rows of 5 strata
  });

  it("reports the largest size and the limiting cell when there are too few rows", () => {
    const association = { labels, labelOf, rho: 0.9 };
    expect(() => sampleCells(makePool(27), association, { size: 100, seed: 0 })).toThrow(
      'size must be <= 90 at rho 0.9, got 100. There are 27 rows of label "x" and value "u".',
    );
  });
});
