import { describe, expect, it } from "vitest";
import { generateMnist1d } from "../../src/data/index.ts";
import { blur, resample } from "../../src/data/mnist-1d.ts";

describe("generateMnist1d", () => {
  it("gives ten classes of one size and inputs of mean 0 and deviation 1", () => {
    const { inputs, labels, inputShape } = generateMnist1d({ size: 500 });
    const mean = inputs.reduce((a, b) => a + b) / inputs.length;
    const variance = inputs.reduce((a, b) => a + b * b, 0) / inputs.length;
    const counts = Array.from({ length: 10 }, (_, c) => labels.filter((l) => l === c).length);
    expect(inputShape).toEqual([40]);
    expect(counts).toEqual(new Array(10).fill(50));
    expect(mean).toBeCloseTo(0, 5);
    expect(variance).toBeCloseTo(1, 5);
  });

  it("depends on the seed alone", () => {
    const [first, again, other] = [1, 1, 2].map((seed) => generateMnist1d({ size: 50, seed }));
    expect(again).toEqual(first);
    expect(other!.sha256).not.toBe(first!.sha256);
  });
});

describe("resample", () => {
  it("keeps the ends and interpolates between", () => {
    expect(resample([0, 1, 4], 5)).toEqual([0, 0.5, 1, 2.5, 4]);
  });
});

describe("blur", () => {
  it("keeps a constant", () => {
    expect(blur(new Array(20).fill(3))).toEqual(new Array(20).fill(expect.closeTo(3, 12)));
  });

  it("spreads a spike as a Gaussian of deviation 2", () => {
    const spike = Array.from({ length: 41 }, (_, i) => (i === 20 ? 1 : 0));
    const spread = blur(spike);
    const variance = spread.reduce((sum, value, i) => sum + value * (i - 20) ** 2, 0);
    expect(spread.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(variance).toBeCloseTo(4, 1); // a little less than 4: the tails are cut
  });

  it("mirrors at the edge, the outermost value repeated", () => {
    const values = Array.from({ length: 40 }, (_, i) => Math.sin(i));
    const mirrored = [...values].reverse().concat(values);
    expect(blur(values)[0]).toBeCloseTo(blur(mirrored)[40]!, 12);
  });
});
