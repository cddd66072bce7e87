import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { scoped, tf } from "../../src/core/index.ts";
import { type Optimizer, type SlsOptions, sls } from "../../src/optim/index.ts";

describe("sls", () => {
  let weight: tf.Variable;
  let optimizer: Optimizer;
  let numTensors = 0;
  const value = () => weight.dataSync()[0]!;
  const create = (start: number, options: SlsOptions = {}) => {
    weight.assign(tf.scalar(start));
    optimizer = sls([weight], { growth: 1, ...options });
  };

  beforeEach(() => {
    numTensors = tf.memory().numTensors;
    tf.engine().startScope();
    weight = tf.variable(tf.scalar(0));
  });

  afterEach(() => {
    optimizer.dispose();
    weight.dispose();
    tf.engine().endScope();
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  // On a/2 w^2 a step of gamma passes Armijo's test if gamma <= 2 (1 - c) / a, and is long enough
  // for Goldstein's if gamma >= 2 c / a.
  it.each([
    { search: "armijo", curvature: 1, stepSize: 1, evaluations: 2 },
    { search: "armijo", curvature: 10, stepSize: 0.9 ** 17, evaluations: 19 }, // <= 0.18
    { search: "armijo", curvature: 0.01, stepSize: 1, evaluations: 2 },
    { search: "goldstein", curvature: 10, stepSize: 0.9 ** 17, evaluations: 19 },
    { search: "goldstein", curvature: 0.11, stepSize: 2, evaluations: 3 }, // >= 1.82
    { search: "goldstein", curvature: 0.01, stepSize: 10, evaluations: 6 }, // 1, 2, 4, 8, the cap
  ] as const)("$search takes $stepSize on a parabola of curvature $curvature", (expected) => {
    const { search, curvature, stepSize, evaluations } = expected;
    create(2, { search, sufficientDecrease: 0.1 });

    const report = optimizer.step(() =>
      weight
        .square()
        .mul(curvature / 2)
        .asScalar(),
    );

    expect(report.stepSize).toBeCloseTo(stepSize, 6);
    expect(report.details).toEqual({ evaluations });
    expect(value()).toBeAllclose(2 * (1 - stepSize * curvature));
  });

  it("starts the next search from the last step size, times the growth", () => {
    create(2, { growth: 1.5 });
    const loss = () => weight.square().mul(0.05).asScalar(); // every step up to 18 is taken

    const sizes = [0, 1, 2].map(() => optimizer.step(loss).stepSize);

    expect(sizes).toBeAllclose([1.5, 1.5 ** 2, 1.5 ** 3]);
  });

  it("shortens a step to where the loss is not finite", () => {
    create(2);
    const loss = () => tf.sub(weight, tf.log(weight)).mul(10).asScalar(); // NaN for w < 0
    const before = scoped(() => loss().dataSync()[0]!);

    optimizer.step(loss); // by a step of 1 to 2 - 5

    expect(value()).toBeGreaterThan(0);
    expect(scoped(() => loss().dataSync()[0]!)).toBeLessThan(before);
  });

  it("takes the shortest step when the loss rises wherever it goes, and forgets it", () => {
    let calls = 0;
    create(0);
    const rising = () => {
      calls += 1;
      return weight.add(10 * calls).asScalar();
    };

    expect(optimizer.step(rising)).toMatchObject({
      stepSize: 1e-6,
      details: { evaluations: 101 },
    });
    expect(value()).toBeAllclose(-1e-6, { rtol: 1e-5, atol: 0 });
    expect(optimizer.getState().numbers["stepSize"]).toBe(1);
  });

  it("does not search where the gradient is zero", () => {
    create(0);

    const report = optimizer.step(() => weight.square().add(1).asScalar());

    expect(report).toEqual({ loss: 1, updated: true, stepSize: 0, details: { evaluations: 1 } });
    expect(value()).toBe(0);
  });

  it("keeps the statistics the loss wrote at its first evaluation", () => {
    const seen = scoped(() => tf.variable(tf.scalar(0), false));
    create(2, { statistics: [seen] });

    const { details } = optimizer.step(() => {
      seen.assign(tf.add(seen, weight));
      return weight.square().mul(5).asScalar();
    });

    expect(details?.["evaluations"]).toBeGreaterThan(2);
    expect(seen.dataSync()[0]).toBe(2);
    seen.dispose();
  });

  it("leaves weights and statistics as before a minibatch it skips", () => {
    const seen = scoped(() => tf.variable(tf.scalar(0), false));
    create(2, { statistics: [seen], nonFinite: "skip" });

    optimizer.step(() => {
      seen.assign(tf.add(seen, weight));
      return weight.mul(Number.NaN).asScalar();
    });

    expect([value(), seen.dataSync()[0]]).toEqual([2, 0]);
    seen.dispose();
  });

  it("leaves the weights as before when the loss throws at a trial", () => {
    create(2);
    let calls = 0;
    const failing = () => {
      calls += 1;
      if (calls === 3) throw new Error("no more data");
      return weight.square().mul(5).asScalar();
    };

    expect(() => optimizer.step(failing)).toThrow("no more data");
    expect(value()).toBe(2);
  });

  it("searches along the ball: stops where the ball does", () => {
    create(0.5, { maxNorm: 1 });
    const loss = () => tf.square(tf.sub(weight, 3)).asScalar();

    for (let k = 0; k < 3; k += 1) optimizer.step(loss);

    expect(value()).toBeAllclose(1);
  });
});
