import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { type NoiseConfig, runNoise } from "../../../src/lsrl/noise/index.ts";
import { buildKernel } from "../../helpers/kernel-build.ts";

const config: NoiseConfig = {
  program: "vec2vec",
  seeds: [0, 1, 2],
  sigmas: [0, 1e-5],
  conditionals: ["optimized", "mul"],
};

/** Worker threads run JavaScript: the compiled module is used. */
let compiled: { readonly runNoise: typeof runNoise };

beforeAll(async () => {
  compiled = await import(pathToFileURL(join(buildKernel(), "src/lsrl/noise/index.js")).href);
});

describe("runNoise on threads", () => {
  it("gives what one thread gives, and counts up to all networks", async () => {
    const counts: number[] = [];

    const { rows } = await compiled.runNoise(config, {
      numWorkers: 2,
      onMetric: ({ done }) => counts.push(done),
    });

    expect(rows).toEqual((await runNoise(config, { numWorkers: 0 })).rows);
    expect(counts).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("stops when it is told to", async () => {
    const controller = new AbortController();
    const running = compiled.runNoise(config, {
      numWorkers: 2,
      signal: controller.signal,
      onMetric: () => controller.abort(new Error("enough")),
    });

    await expect(running).rejects.toThrow("enough");
  });
});

describe("runNoise in one thread", () => {
  it("asks for compiled sources before it starts threads", async () => {
    await expect(runNoise(config, { numWorkers: 1 })).rejects.toThrow(
      "runNoise: numWorkers must be 0 where the sources are not compiled, got 1",
    );
  });
});
