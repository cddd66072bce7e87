import { describe, expect, it } from "vitest";
import {
  compareCauses,
  compareGating,
  type NoiseConfig,
  runNoise,
} from "../../../src/lsrl/noise/index.ts";

const inThisThread = { numWorkers: 0 };

describe("compareGating", () => {
  it("compares gates with the other conditionals and quotes the paper", async () => {
    const result = await runNoise(
      { program: "vec2vec", seeds: [0, 1], sigmas: [0, 1e-3] },
      inThisThread,
    );

    const [claim] = compareGating(result);

    expect(claim?.claim).toContain("at sigma 0.001");
    expect(claim?.paper).toContain("direct 77400000000, ");
    const worst = Math.max(
      ...["mul", "mulOptimized"].map(
        (name) => result.cells.find((cell) => cell.conditional === name && cell.sigma > 0)!.mean,
      ),
    );
    const best = Math.min(
      ...["direct", "optimized", "step"].map(
        (name) => result.cells.find((cell) => cell.conditional === name && cell.sigma > 0)!.mean,
      ),
    );
    expect(claim?.holds).toBe(worst < best);
  });

  it("says nothing without noise", async () => {
    const result = await runNoise({ program: "vec2vec", seeds: [0], sigmas: [0] }, inThisThread);

    expect(compareGating(result)).toEqual([]);
  });
});

describe("compareCauses", () => {
  it("sets small constants without gates against the paper's with gates", async () => {
    const config: NoiseConfig = {
      program: "tok2tok",
      seeds: [0],
      sigmas: [0, 1e-7],
      conditionals: ["optimized", "mulOptimized"],
      keyLength: 3,
      numPairs: 4,
    };
    const paper = await runNoise(config, inThisThread);
    const small = await runNoise({ ...config, stepScale: 128, largeConstant: 1024 }, inThisThread);

    const [claim] = compareCauses(paper, small, "small constants", 1e-7);

    expect(claim?.measured).toContain("optimized 0 with small constants");
    expect(claim?.holds).toBe((paper.cell("mulOptimized", 1e-7)?.mean ?? 0) > 0);
  });
});

describe("runNoise", () => {
  it("gives equal results for equal configurations, in the order of conditionals, sigmas, seeds", async () => {
    const config: NoiseConfig = {
      program: "vec2vec",
      seeds: [3, 1],
      sigmas: [0, 1e-5],
      conditionals: ["mul"],
    };

    const first = await runNoise(config, inThisThread);

    expect(await runNoise(config, inThisThread)).toEqual(first);
    expect(first.rows.map(({ sigma, seed }) => [sigma, seed])).toEqual([
      [0, 3],
      [0, 1],
      [1e-5, 3],
      [1e-5, 1],
    ]);
    expect(first.toCsv().split("\n")[0]).toBe(",conditional_mode,Noise level,Average difference");
  });

  it("stops when it is told to, with the reason", async () => {
    const controller = new AbortController();
    const running = runNoise(
      { program: "vec2vec", seeds: [0, 1, 2] },
      {
        ...inThisThread,
        signal: controller.signal,
        onMetric: () => controller.abort(new Error("enough")),
      },
    );

    await expect(running).rejects.toThrow("enough");
  });

  it("names what is wrong in a configuration", async () => {
    await expect(runNoise({ program: "vec2vec", sigmas: [-1] })).rejects.toThrow(
      /runNoise: invalid config[\s\S]*sigmas/,
    );
  });
});
