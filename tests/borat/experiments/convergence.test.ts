import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runConvergence } from "../../../src/borat/experiments/convergence.ts";
import { convergenceSchema } from "../../../src/borat/experiments/convergence-config.ts";
import { createGuaranteeCheck } from "../../../src/borat/experiments/convergence-guarantee.ts";
import { createConvergenceProblem } from "../../../src/borat/experiments/convergence-problems.ts";
import { convergenceBound, fitSlope } from "../../../src/borat/experiments/convergence-theory.ts";
import { createRandom, tf } from "../../../src/core/index.ts";
import { figure } from "../../../src/report/index.ts";

const SEED = 3;
const small = { updates: 40, dimensions: 8, examples: 16, batchSize: 2, seeds: [SEED] } as const;
const settings = convergenceSchema.parse(small);

let tensorsBefore = 0;
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

describe(`runConvergence (seed ${SEED})`, () => {
  it("keeps every run in the end below its bound and every update within its guarantee", async () => {
    const study = await runConvergence({ ...small, bundleSizes: [2, 3, 4] });
    const rows = study.table();
    expect(rows).toHaveLength(3 * 5);
    const isBounded = ({ method }: { method: string }) => !method.startsWith("SGD");
    expect(rows.filter(isBounded).filter(({ isBelowBound }) => !isBelowBound)).toEqual([]);
    const guarantees = study.guarantees();
    expect(guarantees).toHaveLength(3 * 3);
    for (const row of guarantees) {
      expect(row).toMatchObject({ updates: small.updates, broken: 0 });
      expect(row.guaranteeOverAlig).toBeGreaterThan(1 - 1e-5);
    }
    expect(study.claims().map(({ holds }) => holds)).toEqual([true, true, true, true]);
    for (const plot of study.plots()) expect(figure(plot).toSvg()).not.toMatch(/NaN|Infinity/);
  });

  it("takes N - 1 gradients for an update of BORAT N, which with N = 2 is ALI-G's", async () => {
    const { runs } = await runConvergence({ ...small, problems: ["smooth"], bundleSizes: [2, 4] });
    const ofMethod = (name: string) => runs.find(({ method }) => method === name)!;
    expect(ofMethod("BORAT 4").evaluations).toBe(3 * small.updates);
    const losses = (name: string) => ofMethod(name).points.map(({ loss }) => loss);
    // Two float32 forms of the same step size.
    expect(losses("BORAT 2")).toBeAllclose(losses("ALI-G"), { rtol: 1e-3 });
  });

  it("reports each run, and equal settings give equal runs", async () => {
    const config = { ...small, problems: ["lipschitz"], bundleSizes: [3] } as const;
    const places: number[][] = [];
    const onMetric = ({ run, numRuns }: { run: number; numRuns: number }) => {
      places.push([run, numRuns]);
    };
    const first = await runConvergence(config, { onMetric });
    const second = await runConvergence(config);
    expect(places).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
    ]);
    expect(second.runs).toEqual(first.runs);
  });

  it("stops when it is told to", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(runConvergence(small, { signal })).rejects.toThrow("enough");
  });

  it("refuses a configuration that is not valid", async () => {
    await expect(runConvergence({ bundleSizes: [1] })).rejects.toThrow("invalid config");
  });
});

describe(`the constants of the problems (seed ${SEED})`, () => {
  const random = createRandom(SEED);
  const places = Array.from({ length: 20 }, () =>
    Array.from({ length: settings.dimensions }, () => random.normal()),
  );

  /** Loss and squared gradient norm of each minibatch at each place. */
  const evaluate = (name: "lipschitz" | "smooth" | "strongly-convex") => {
    const problem = createConvergenceProblem(name, settings, SEED);
    const numWeights = problem.start.length;
    const found = places.flatMap((place) => {
      const weights = place.slice(0, numWeights);
      const total = problem.loss(weights);
      return problem.batches.map((rows) => {
        const [loss = 0, squaredNorm = 0] = tf.tidy(() => {
          const x = tf.tensor2d(rows.map((row) => [...row]));
          const { value, grad } = tf.valueAndGrad((w: tf.Tensor) => problem.batchLoss(x, w))(
            tf.tensor1d(weights),
          );
          return [value.dataSync()[0]!, tf.sum(tf.square(grad)).dataSync()[0]!];
        });
        return {
          loss,
          squaredNorm,
          total,
          squaredDistance: weights.reduce((a, w) => a + w * w, 0),
        };
      });
    });
    return { problem, found };
  };

  it("follow from inputs that the start does not change, a plain random one included", () => {
    const plain = convergenceSchema.parse({ ...small, startDecay: 0 });
    const [decaying, random] = [settings, plain].map((from) =>
      createConvergenceProblem("smooth", from, SEED),
    );
    expect(random!.batches).toEqual(decaying!.batches);
    const ratios = random!.start.map((part, j) => part / decaying!.start[j]!);
    expect(ratios.map((ratio) => ratio / ratios[0]!)).toBeAllclose(
      ratios.map((_, j) => Math.sqrt(j + 1)),
      { rtol: 1e-12 },
    );
  });

  it("bound the subgradients of the Lipschitz problem", () => {
    const { problem, found } = evaluate("lipschitz");
    const { slope } = problem.constants;
    for (const { squaredNorm } of found) {
      expect(squaredNorm).toBeLessThan(slope ** 2 * (1 + 1e-5));
    }
  });

  it.each(["smooth", "strongly-convex"] as const)("bound the curvature of the %s one", (name) => {
    const { problem, found } = evaluate(name);
    const { smoothness, convexity } = problem.constants;
    for (const { squaredNorm, loss, total, squaredDistance } of found) {
      expect(squaredNorm).toBeLessThan(2 * smoothness * loss * (1 + 1e-3));
      expect(total).toBeGreaterThan((convexity / 2) * squaredDistance * (1 - 1e-3));
    }
  });

  it("leave each problem's minibatches with the solution 0, at distance 1 from the start", () => {
    for (const name of settings.problems) {
      const { loss, start } = createConvergenceProblem(name, settings, SEED);
      expect(loss(start.map(() => 0))).toBe(0);
      expect(Math.hypot(...start)).toBeCloseTo(1, 12);
    }
  });

  it("give bounds that fall at the slope they tell", () => {
    for (const name of settings.problems) {
      const bound = convergenceBound(createConvergenceProblem(name, settings, SEED));
      const x = [1000, 2000, 4000];
      const slope = fitSlope(
        x,
        x.map((updates) => bound.at(updates)),
        bound.fit,
      );
      expect(slope).toBeCloseTo(bound.slope, 10);
    }
  });
});

describe("fitSlope", () => {
  const x = [1, 10, 100];
  it("finds the exponent of a power and the rate of an exponential", () => {
    expect(fitSlope(x, [2, 0.2, 0.02], "log-log")).toBeCloseTo(-1, 12);
    expect(
      fitSlope(
        x,
        x.map((place) => 3 * Math.exp(-0.5 * place)),
        "semi-log",
      ),
    ).toBeCloseTo(-0.5, 12);
  });

  it("leaves out what has no logarithm", () => {
    expect(fitSlope(x, [2, 0, 0.02], "log-log")).toBeCloseTo(-1, 12);
    expect(fitSlope([1], [1], "log-log")).toBeNaN();
  });
});

describe("createGuaranteeCheck", () => {
  const bundle = {
    alpha: [0.5, 0.5],
    dual: 0.5,
    modelValue: 0,
    kkt: 0,
    losses: [1],
    b: [1],
    gram: [[1]],
    stepNorm: 1,
  };

  it("counts an update that brings the distance down by less than 2 eta D*", () => {
    const check = createGuaranteeCheck(1);
    check.add(bundle, 4, 2.5); // the guarantee is 1
    check.add(bundle, 4, 3.5);
    expect(check.record()).toMatchObject({ numChecked: 2, numBroken: 1, leastSlack: -0.125 });
  });

  it("counts a guarantee below ALI-G's", () => {
    const check = createGuaranteeCheck(1);
    check.add({ ...bundle, dual: 0.4 }, 4, 2.5); // ALI-G guarantees 1
    expect(check.record()).toMatchObject({ numBroken: 1, medianGain: 0.8 });
  });
});
