import { describe, expect, it } from "vitest";
import { type ContenderName, runRobustness } from "../../../src/borat/experiments/index.ts";

const digits = { dataset: "digits", model: "mlp", train: 1000, epochs: 40, batchSize: 50 } as const;

/** Test accuracy (%) at the best of some etas, mean over seeds 0, 1, 2. */
async function bestAccuracy(method: ContenderName, etas: readonly number[]): Promise<number> {
  const { summaries } = await runRobustness({ ...digits, methods: [method], etas });
  return 100 * summaries[0]!.best.mean;
}

describe("runRobustness on the digits", () => {
  // The same experiment with the authors' optimisers in PyTorch, at the best eta.
  it.each([
    { method: "sgd", etas: [0.03, 0.1], reference: 98.0 },
    { method: "sgd-steps", etas: [0.03, 0.1], reference: 98.0 },
    { method: "adam", etas: [0.3, 1], reference: 98.3 },
    { method: "alig", etas: [0.3, 3], reference: 98.3 },
    { method: "borat-3", etas: [0.1, 0.3], reference: 98.0 },
    { method: "borat-5", etas: [0.1, 30], reference: 97.1 },
  ] as const)(
    "agrees with PyTorch for $method (seeds 0, 1, 2)",
    {
      timeout: 300_000,
    },
    async ({ method, etas, reference }) => {
      // 0.7 points: other weights and another order of examples, and 797 test images.
      const accuracy = await bestAccuracy(method, etas);
      expect(Math.abs(accuracy - reference)).toBeLessThan(0.7);
    },
  );

  it("keeps BORAT 3 high at an eta where SGD fails (seeds 0, 1, 2)", {
    timeout: 300_000,
  }, async () => {
    expect(await bestAccuracy("borat-3", [100])).toBeGreaterThan(96);
    expect(await bestAccuracy("sgd", [1])).toBeLessThan(50);
  });
});
