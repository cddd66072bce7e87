import { describe, expect, it } from "vitest";
import {
  type ComparisonConfig,
  type ContenderName,
  runComparison,
  runMomentum,
} from "../../../src/borat/experiments/index.ts";

// The same experiments were made with the authors' optimisers in PyTorch: test accuracy (%) at the best
// eta, mean over three seeds. Other initial weights, another order of examples and, for MNIST-1D,
// another draw of the data keep ours from being equal.

const digits = {
  ...{ train: 1000, epochs: 40, batchSize: 50 },
  dataset: "digits",
  model: "mlp",
} as const;
const signals = {
  ...{ train: 4000, test: 1000, epochs: 40, batchSize: 100 },
  dataset: "mnist-1d",
} as const;

/** A method, the etas around its best, and what PyTorch gave. */
type Reference = readonly [ContenderName, readonly number[], number];

async function bestAccuracy(
  setup: Omit<ComparisonConfig, "etas" | "methods">,
  [method, etas]: Reference,
): Promise<number> {
  const { summaries } = await runComparison({ ...setup, methods: [method], etas });
  return 100 * summaries[0]!.best.mean;
}

const untuned = [1] as const;

describe("the comparison of methods agrees with PyTorch", () => {
  it.each<Reference>([
    ["sgd", [0.1], 98.0],
    ["sgd-steps", [0.1], 98.0],
    ["adam", [0.3, 1], 98.3],
    ["alig", [0.3], 98.3],
    ["borat-3", [0.3, 3], 98.0],
    ["borat-5", [0.1, 0.3], 97.1],
    ["dog", untuned, 98.2],
    ["prodigy", untuned, 98.2],
    ["sps", untuned, 98.1],
    ["sls", untuned, 98.1],
    ["schedule-free-adamw", untuned, 97.5],
  ])("on digits by %s at %j: %d % (seeds 0 to 9)", { timeout: 300_000 }, async (...reference) => {
    // Seeds differ by 0.4 points: with three of them two equal methods may be 0.7 apart.
    const seeds = Array.from({ length: 10 }, (_, seed) => seed);
    const accuracy = await bestAccuracy({ ...digits, seeds }, reference);
    expect(Math.abs(accuracy - reference[2])).toBeLessThanOrEqual(0.7);
  });

  describe.each([
    {
      model: "mlp",
      references: [
        ["sgd", [0.01, 0.03], 64.6],
        ["sgd-steps", [0.1, 0.3], 69.5],
        ["adam", [0.1, 0.3], 63.5],
        ["alig", [0.03, 0.1], 68.1],
        ["borat-3", [0.1, 0.3], 68.5],
        ["borat-5", [0.3, 1], 68.3],
        ["sps", untuned, 70.4],
        ["sls", untuned, 69.9],
        ["dog", untuned, 68.1],
        ["prodigy", untuned, 62.8],
        ["schedule-free-adamw", untuned, 58.5],
      ],
    },
    {
      model: "mlp-bn",
      references: [
        ["sgd", [0.1], 69.2],
        ["sgd-steps", [0.1], 69.5],
        ["adam", [1], 66.9],
        ["alig", [0.1], 68.4],
        ["borat-3", [0.1], 69.0],
        ["borat-5", [0.1], 68.0],
        ["dog", untuned, 69.0],
        ["prodigy", untuned, 68.1],
        ["schedule-free-adamw", untuned, 64.0],
      ],
    },
    {
      // Left out. Prodigy (91.5): seeds spread from 41 to 93 %, median 84 (7 seeds). SGD at eta 0.1 (93.3):
      // 89.4 ± 2.6 in one build, 92.1 ± 2.5 in a later one (3 seeds each), unexplained. With a schedule
      // (93.0): one seed at 78 in the former, 90.8 to 93.2 in the latter.
      model: "conv1d",
      references: [
        ["adam", [1], 89.8],
        ["alig", [0.1], 94.1],
        ["borat-3", [0.1], 91.5],
        ["borat-5", [1], 94.2],
        ["dog", untuned, 91.1],
        ["schedule-free-adamw", untuned, 73.8],
      ],
    },
  ] as const)("on MNIST-1D, $model", ({ model, references }) => {
    it.each<Reference>(references)(
      "by %s at %j: %d % (seeds 0, 1, 2)",
      { timeout: 300_000 },
      async (...reference) => {
        const accuracy = await bestAccuracy({ ...signals, model }, reference);
        expect(Math.abs(accuracy - reference[2])).toBeLessThanOrEqual(2);
      },
    );
  });
});

describe("robustness on the digits (seeds 0, 1, 2 unless told)", () => {
  it("has BORAT stay where SGD, then Adam fail", { timeout: 600_000 }, async () => {
    const { summaries } = await runComparison({
      ...digits,
      methods: ["sgd", "sgd-steps", "adam", "alig", "borat-3", "borat-5"],
      etas: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100],
    });
    const [sgd, , adam, , three, five] = summaries.map(({ points }) => points);
    const from = (points: typeof sgd, least: number) =>
      points!.filter(({ eta }) => eta >= least).map(({ mean }) => mean);
    // In PyTorch BORAT 3 has 97.0 to 98.0 % at every eta from 0.01 on; 0.7 points as above.
    expect(Math.min(...from(three, 0.01))).toBeGreaterThanOrEqual(0.963);
    expect(Math.min(...from(five, 0.03))).toBeGreaterThan(0.95);
    expect(Math.max(...from(sgd, 1))).toBeLessThan(0.2);
    expect(Math.max(...from(adam, 30))).toBeLessThan(0.2);
    const good = summaries.map(({ numGoodEtas }) => numGoodEtas);
    // In PyTorch 3, 2, 4, 6, 8, 8: of the last three the order changes with the seeds.
    expect(Math.min(...good.slice(3))).toBeGreaterThan(Math.max(...good.slice(0, 3)));
  });

  it("has three pieces above two at eta 100 (seeds 0 to 9)", { timeout: 600_000 }, async () => {
    const { summaries } = await runComparison({
      ...digits,
      seeds: Array.from({ length: 10 }, (_, seed) => seed),
      methods: ["alig", "borat-3"],
      etas: [100],
    });
    // In PyTorch ALI-G ends at 94.4 % there, BORAT 3 at 97.
    expect(summaries[1]!.best.mean).toBeGreaterThan(summaries[0]!.best.mean);
  });

  it("has five pieces last longest with the hinge loss", { timeout: 600_000 }, async () => {
    const { summaries } = await runComparison({
      ...digits,
      loss: "hinge",
      methods: ["sgd", "alig", "borat-3", "borat-5"],
      etas: [1, 10],
    });
    // In PyTorch at eta 1: 10, 45.6, 96.9, 96.5 %; at 10: 10, 13, 12, 87.6 %.
    const [atOne, atTen] = [0, 1].map((place) =>
      summaries.map(({ points }) => points[place]!.mean),
    );
    const [sgd, alig, three, five] = atOne!;
    expect(sgd).toBeLessThan(alig!);
    expect(alig).toBeLessThan(0.8);
    expect(Math.min(three!, five!)).toBeGreaterThan(0.95);
    expect(atTen![3]).toBeGreaterThan(Math.max(...atTen!.slice(0, 3)) + 0.2);
  });
});

describe("momentum on MNIST-1D (seeds 0, 1, 2)", () => {
  it("is what harms ALI-G at large etas", { timeout: 600_000 }, async () => {
    const result = await runMomentum({
      ...{ ...signals, model: "mlp" },
      methods: ["alig"],
      etas: [0.1, 10],
    });
    // In PyTorch 71.1 % at eta 10 without momentum; with it, nothing is learnt.
    const [without, having] = result.summaries.map(({ methods }) => methods[0]!.points[1]!.mean);
    expect(100 * without!).toBeGreaterThan(69.1);
    expect(having).toBeLessThan(0.3);
  });
});
