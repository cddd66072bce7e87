import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { crossEntropy } from "../../../src/borat/losses.ts";
import { denseNetBC, type Model, resNet18, wideResNet } from "../../../src/borat/models/index.ts";
import { createRandom, tf } from "../../../src/core/index.ts";

const sizes = { imageShape: [16, 16, 2], numClasses: 3, seed: 5 } as const;
const INPUT_SIZE = 16 * 16 * 2;

const models = [
  { name: "wideResNet", create: () => wideResNet({ ...sizes, depth: 10, width: 1 }) },
  { name: "denseNetBC", create: () => denseNetBC({ ...sizes, depth: 10, growth: 4 }) },
  { name: "resNet18", create: () => resNet18({ ...sizes, channels: 4 }) },
];

function drawInputs(count: number, seed: number): tf.Tensor2D {
  const random = createRandom(seed);
  const values = Float32Array.from({ length: count * INPUT_SIZE }, () => random.normal());
  return tf.tensor2d(values, [count, INPUT_SIZE]);
}

/** The loss on one minibatch as a function of the weights. */
function createLoss(model: Model, training: boolean): () => tf.Scalar {
  const inputs = drawInputs(12, 1);
  const labels = tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2], "int32");
  return () => crossEntropy(model.forward(inputs, { training }), labels);
}

/** Slope of the loss along a direction of length 1, by central differences. */
function measureSlope(
  loss: () => tf.Scalar,
  variables: readonly tf.Variable[],
  direction: readonly tf.Tensor[],
): number {
  const STEP = 3e-4; // small because of the kinks of ReLU; rounding of a loss near 1 leaves 2e-4
  const start = variables.map((variable) => variable.clone());
  const [ahead, behind] = [STEP, -STEP].map((step) => {
    for (const [i, variable] of variables.entries()) {
      variable.assign(start[i]!.add(direction[i]!.mul(step)));
    }
    return loss().dataSync()[0]!;
  });
  for (const [i, variable] of variables.entries()) variable.assign(start[i]!);
  return (ahead! - behind!) / (2 * STEP);
}

describe.each(models)("the gradient of $name", ({ create }) => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  it.each([
    { part: "all weights", training: true, takes: () => true },
    { part: "kernels", training: true, takes: (v: tf.Variable) => v.rank === 4 },
    { part: "scales, offsets and bias", training: true, takes: (v: tf.Variable) => v.rank === 1 },
    { part: "all weights outside training", training: false, takes: () => true },
  ])("agrees with finite differences along its part in $part", ({ training, takes }) => {
    const model = create();
    const loss = createLoss(model, training);
    const { grads } = tf.variableGrads(loss, [...model.variables]);
    const parts = model.variables.map((variable) => {
      const gradient = grads[variable.name]!;
      return takes(variable) ? gradient : tf.zerosLike(gradient);
    });
    const norm = tf
      .addN(parts.map((part) => part.square().sum()))
      .sqrt()
      .dataSync()[0]!;
    const direction = parts.map((part) => part.div(norm));
    const slope = measureSlope(loss, model.variables, direction);
    expect(norm).toBeGreaterThan(0.1);
    // Rounding, kinks and curvature.
    expect(slope).toBeAllclose(norm, { rtol: 1e-2 });
    model.dispose();
  });

  it("is that of a loss which a step along it lowers, statistics written on the way", () => {
    const model = create();
    const loss = createLoss(model, true);
    const before = model.statistics.map((statistic) => [...statistic.dataSync()]);
    const { value, grads } = tf.variableGrads(loss, [...model.variables]);
    for (const variable of model.variables) {
      variable.assign(variable.sub(grads[variable.name]!.mul(0.01)));
    }
    expect(loss().dataSync()[0]).toBeLessThan(value.dataSync()[0]!);
    const after = model.statistics.map((statistic) => [...statistic.dataSync()]);
    for (const [i, values] of after.entries()) expect(values).not.toEqual(before[i]);
    model.dispose();
  });
});

describe("a wideResNet's blocks", () => {
  it("pass their input on when their last kernel is zero", () => {
    const [shallow, deep] = [10, 16].map((depth) => wideResNet({ ...sizes, depth, width: 2 }));
    // Of each group: 7 variables of the first block; the second block's 6 are only in the deep one.
    const added = [0, 1, 2].map((group) => 1 + 7 + group * 13);
    const isAdded = (i: number) => added.some((first) => i >= first && i < first + 6);
    const shared = deep!.variables.filter((_, i) => !isAdded(i));
    tf.tidy(() => {
      for (const [i, variable] of shared.entries()) variable.assign(shallow!.variables[i]!.clone());
      for (const first of added) {
        const lastKernel = deep!.variables[first + 5]!;
        lastKernel.assign(tf.zerosLike(lastKernel));
      }
      const inputs = drawInputs(3, 2);
      const [expected, logits] = [shallow!, deep!].map((model) => model.forward(inputs));
      expect(logits!).toBeAllclose(expected!, { rtol: 1e-5, atol: 1e-6 });
    });
    for (const model of [shallow!, deep!]) model.dispose();
  });
});

describe("dropout in a wideResNet", () => {
  const create = (seed: number, dropout = 0.4) =>
    wideResNet({ ...sizes, depth: 10, width: 1, dropout, seed });
  const pass = (model: Model, training: boolean) =>
    tf.tidy(() => [...model.forward(drawInputs(4, 3), { training }).dataSync()]);

  it("drops other values in each training pass, the same for the same seed", () => {
    const [model, again] = [create(1), create(1)];
    const passes = [pass(model, true), pass(model, true)];
    expect(passes[1]).not.toEqual(passes[0]);
    expect([pass(again, true), pass(again, true)]).toEqual(passes);
    model.dispose();
    again.dispose();
  });

  it("drops nothing outside training", () => {
    const [model, without] = [create(1), create(1, 0)];
    expect(pass(model, false)).toEqual(pass(without, false));
    expect(pass(model, false)).toEqual(pass(model, false));
    model.dispose();
    without.dispose();
  });

  it("keeps its place among the statistics", () => {
    const model = create(1);
    const without = create(1, 0);
    expect(model.statistics).toHaveLength(without.statistics.length + 1);
    const [place, inputs] = [model.statistics.at(-1)!, drawInputs(4, 3)];
    const start = place.clone();
    const statistics = model.statistics.map((statistic) => statistic.clone());
    const first = pass(model, true);
    expect([...place.dataSync()]).not.toEqual([...start.dataSync()]);
    for (const [i, value] of statistics.entries()) model.statistics[i]!.assign(value);
    expect(pass(model, true)).toEqual(first);
    tf.dispose([start, inputs, ...statistics]);
    model.dispose();
    without.dispose();
  });
});
