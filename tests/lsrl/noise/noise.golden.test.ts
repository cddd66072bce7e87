import { describe, expect, it } from "vitest";
import { z } from "zod";
import { runNoise } from "../../../src/lsrl/noise/index.ts";
import { readFormat } from "../golden-files.ts";

const file = z.object({
  vec2vecTargets: z.object({
    targets: z.array(
      z.object({ seed: z.number(), noiseFreeError: z.record(z.string(), z.number()) }),
    ),
  }),
});

const targets = readFormat("lsrl-golden-noise/1").flatMap(
  (content) => file.parse(content).vec2vecTargets.targets,
);

describe("runNoise without noise", () => {
  it.each(["optimized", "mulOptimized"] as const)(
    "has the errors of the published table for every target, conditional %s",
    async (conditional) => {
      const seeds = targets.map(({ seed }) => seed);

      const { rows } = await runNoise(
        { program: "vec2vec", conditionals: [conditional], sigmas: [0], seeds },
        { numWorkers: 0 },
      );

      // The table is printed with 12 digits.
      expect(rows.map(({ error }) => error)).toBeAllclose(
        targets.map(({ noiseFreeError }) => noiseFreeError[conditional]!),
        { rtol: 0, atol: 1e-12 },
      );
    },
  );
});
