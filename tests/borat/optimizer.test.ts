import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type BoratOptions, borat } from "../../src/borat/index.ts";
import { ConfigError, createRandom, tf } from "../../src/core/index.ts";
import { alig } from "../../src/optim/index.ts";

const SEED = 5;
const DIMENSIONS = 6;

/** Least squares that `solution` interpolates, over one variable or the same weights in two. */
function createTask(parts: readonly number[] = [DIMENSIONS]) {
  const random = createRandom(SEED);
  const vector = () => Array.from({ length: DIMENSIONS }, () => random.normal());
  const solution = vector();
  const start = vector();
  const rows = Array.from({ length: 12 }, vector);
  const x = tf.tensor2d(rows);
  const y = tf.tidy(() => x.matMul(tf.tensor2d(solution, [DIMENSIONS, 1])).reshape([-1]));
  const variables = tf
    .tidy(() => tf.split(tf.tensor1d(start), [...parts]))
    .map((part) => {
      const variable = tf.variable(part);
      part.dispose();
      return variable;
    });
  const batchLoss = (k: number) => () => {
    const from = (k % 4) * 3;
    const w = tf.concat([...variables]).reshape([DIMENSIONS, 1]);
    const errors = x.slice(from, 3).matMul(w).reshape([-1]).sub(y.slice(from, 3)); // [3]
    return tf.mean(tf.square(errors)).mul(0.5).asScalar();
  };
  const weights = () => variables.flatMap((variable) => Array.from(variable.dataSync()));
  const squaredDistance = () =>
    weights().reduce((total, w, i) => total + (w - solution[i]!) ** 2, 0);
  const dispose = () => tf.dispose([x, y, ...variables]);
  return { variables, batchLoss, weights, squaredDistance, dispose };
}

/** Runs `calls` steps and gives the weights after each. */
function trace(options: BoratOptions, calls: number, parts?: readonly number[]) {
  const task = createTask(parts);
  const optimizer = borat(task.variables, options);
  const weights = Array.from({ length: calls }, (_, k) => {
    optimizer.step(task.batchLoss(k));
    return task.weights();
  });
  optimizer.dispose();
  task.dispose();
  return weights;
}

describe(`borat (seed ${SEED})`, () => {
  let tensorsBefore = 0;
  beforeEach(() => {
    tensorsBefore = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(tensorsBefore);
  });

  it.each([2, 3, 4, 5, 8, 12])(
    "comes nearer the solution by 2 eta D at least, N = %d",
    (bundleSize) => {
      const task = createTask();
      const eta = 0.4;
      const optimizer = borat(task.variables, { eta, bundleSize, momentum: 0 });
      let before = task.squaredDistance();

      for (let k = 0; k < 70; k += 1) {
        const { updated, bundle } = optimizer.step(task.batchLoss(k));
        if (!updated) continue;
        const after = task.squaredDistance();
        // 1e-5: float32 rounding of the squared distance.
        expect(after).toBeLessThanOrEqual(before - 2 * eta * bundle!.dual + 1e-5 * before);
        before = after;
      }
      optimizer.dispose();
      task.dispose();
    },
  );

  it.each([0, 0.9])("is ALI-G for N = 2, momentum %d", (momentum) => {
    const task = createTask();
    const polyak = alig(task.variables, { learningRate: 0.4, momentum, epsilon: 1e-30 });
    const expected = Array.from({ length: 20 }, (_, k) => {
      polyak.step(task.batchLoss(k));
      return task.weights();
    });
    polyak.dispose();
    task.dispose();

    const weights = trace({ eta: 0.4, bundleSize: 2, momentum }, 20);

    // 1e-4: float32 deviations grow over 20 steps with momentum.
    expect(weights.flat()).toBeAllclose(expected.flat(), { rtol: 1e-4, atol: 1e-4 });
  });

  it("goes the same way however the weights are split into variables and groups", () => {
    const options = { bundleSize: 4, eta: 0.4 };
    const whole = trace(options, 12);

    expect(trace(options, 12, [1, 2, 3]).flat()).toBeAllclose(whole.flat(), {
      rtol: 1e-4,
      atol: 1e-5,
    });
  });

  it("finish restores the start of the bundle bit for bit", () => {
    const task = createTask();
    const optimizer = borat(task.variables, { bundleSize: 4, momentum: 0.9 });
    for (let k = 0; k < 3; k += 1) optimizer.step(task.batchLoss(k));
    const start = task.weights();
    optimizer.step(task.batchLoss(3));
    optimizer.step(task.batchLoss(4));
    const inside = task.weights();

    optimizer.finish();

    expect(inside).not.toEqual(start);
    expect(task.weights()).toEqual(start);
    optimizer.dispose();
    task.dispose();
  });

  it.each(["throw", "skip"] as const)(
    "drops the whole bundle when a later piece is not finite: %s",
    (nonFinite) => {
      const task = createTask();
      const optimizer = borat(task.variables, { bundleSize: 3, nonFinite });
      const start = task.weights();
      optimizer.step(task.batchLoss(0));
      const spoilt = () =>
        optimizer.step(() => task.variables[0]!.sum().mul(Number.NaN).asScalar());

      if (nonFinite === "skip") expect(spoilt().skipped).toBe("non-finite");
      else expect(spoilt).toThrow("borat: loss must be finite at step 1, got NaN");

      expect(task.weights()).toEqual(start);
      expect(optimizer.step(task.batchLoss(1)).updated).toBe(false); // a new bundle
      optimizer.dispose();
      task.dispose();
    },
  );

  it.each(["throw", "skip"] as const)(
    "goes back to the start when a pass inside same mode is not finite: %s",
    (nonFinite) => {
      const task = createTask();
      const optimizer = borat(task.variables, { batchMode: "same", nonFinite });
      const start = task.weights();
      let passes = 0;
      const spoilt = () =>
        optimizer.step(() => {
          passes += 1;
          return task
            .batchLoss(0)()
            .mul(passes === 2 ? Number.NaN : 1)
            .asScalar();
        });

      if (nonFinite === "skip") expect(spoilt().skipped).toBe("non-finite");
      else expect(spoilt).toThrow("borat: loss must be finite at step 0, got NaN");

      expect(task.weights()).toEqual(start);
      optimizer.dispose();
      task.dispose();
    },
  );

  it("skips a minibatch of loss 0 in same mode", () => {
    const task = createTask();
    const optimizer = borat(task.variables, { batchMode: "same" });
    const start = task.weights();

    const report = optimizer.step(() => task.variables[0]!.square().sum().mul(0).asScalar());

    expect(report).toMatchObject({ loss: 0, updated: false, skipped: "zero-loss" });
    expect(task.weights()).toEqual(start);
    optimizer.dispose();
    task.dispose();
  });

  it("describes the bundle: pieces, weights, certificate, step", () => {
    const task = createTask();
    const optimizer = borat(task.variables, { eta: 0.4, momentum: 0, dual: "exact" });
    const start = task.weights();

    const first = optimizer.step(task.batchLoss(0));
    const second = optimizer.step(task.batchLoss(1));

    const bundle = second.bundle!;
    expect(first.updated).toBe(false);
    expect(second.updated).toBe(true);
    expect(bundle.losses).toEqual([first.loss, second.loss]);
    expect(bundle.b[0]).toBe(first.loss);
    expect(bundle.kkt).toBeLessThanOrEqual(1e-9);
    expect(second.stepSize).toBeAllclose(0.4 * (1 - bundle.alpha[2]!), { rtol: 1e-12 });
    const moved = Math.hypot(...task.weights().map((w, i) => w - start[i]!));
    expect(bundle.stepNorm).toBeAllclose(moved, { rtol: 1e-4 });
    optimizer.dispose();
    task.dispose();
  });

  it("subtracts the lower bound from the pieces, not from the report", () => {
    const task = createTask();
    const optimizer = borat(task.variables, { bundleSize: 2, lowerBound: 0.25 });

    const { loss, bundle } = optimizer.step(() => task.batchLoss(0)().add(0.25).asScalar());

    expect(bundle!.losses[0]).toBeAllclose(loss - 0.25);
    optimizer.dispose();
    task.dispose();
  });

  it.each([2, 3, 4])(
    "refuses a loss below the bound and keeps the weights, N = %d",
    (bundleSize) => {
      const task = createTask();
      const optimizer = borat(task.variables, { bundleSize });
      const skipping = borat(task.variables, { bundleSize, nonFinite: "skip" });
      const before = task.weights();
      const tooLow = () => task.batchLoss(0)().sub(1e3).asScalar();

      const step = () => optimizer.step(tooLow);

      expect(step).toThrow(/borat: loss must be >= 0 at step 0, got -\d/);
      expect(task.weights()).toEqual(before);
      expect(skipping.step(tooLow)).toMatchObject({ updated: false, skipped: "below-bound" });
      expect(task.weights()).toEqual(before);
      optimizer.dispose();
      skipping.dispose();
      task.dispose();
    },
  );

  it("refuses weight decay, which would move the bound", () => {
    const task = createTask();
    const options = { eta: 1, weightDecay: 1e-4 }; // as JavaScript callers can write

    expect(() => borat(task.variables, options)).toThrow(/weightDecay is not possible.*maxNorm/);
    task.dispose();
  });

  it("takes a new eta when the next bundle opens", () => {
    const stepSizes = (change: number) => {
      const task = createTask();
      const optimizer = borat(task.variables, { eta: 1e-3, bundleSize: 3 });
      const sizes = [0, 1, 2, 3].map((k) => {
        if (k === change) optimizer.setLearningRate(1e-4);
        return optimizer.step(task.batchLoss(k)).stepSize;
      });
      optimizer.dispose();
      task.dispose();
      return sizes;
    };

    expect(stepSizes(1)).toBeAllclose([1e-3, 1e-3, 1e-4, 1e-4]);
  });

  it("freezes a group with eta 0", () => {
    const task = createTask([2, 4]);
    const [frozen, free] = task.variables;
    const optimizer = borat(task.variables, { groups: [{ variables: [frozen!], eta: 0 }] });
    const before = [Array.from(frozen!.dataSync()), Array.from(free!.dataSync())];

    for (let k = 0; k < 4; k += 1) optimizer.step(task.batchLoss(k));

    expect(Array.from(frozen!.dataSync())).toEqual(before[0]);
    expect(Array.from(free!.dataSync())).not.toEqual(before[1]);
    optimizer.dispose();
    task.dispose();
  });

  it("moves running statistics once per minibatch in same mode", () => {
    const task = createTask();
    const count = tf.tidy(() => tf.variable(tf.scalar(0)));
    const optimizer = borat(task.variables, {
      bundleSize: 4,
      batchMode: "same",
      statistics: [count],
    });
    const loss = () => {
      count.assign(count.add(1));
      return task.batchLoss(0)();
    };

    optimizer.step(loss);
    optimizer.step(loss);

    expect(count).toBeAllclose(2);
    optimizer.dispose();
    count.dispose();
    task.dispose();
  });

  it("solves the dual on the device as well as float32 can", () => {
    const task = createTask();
    const optimizer = borat(task.variables, { eta: 0.4, bundleSize: 3 });

    for (let k = 0; k < 20; k += 1) {
      const { bundle } = optimizer.step(task.batchLoss(k));

      // Relative to the largest entry of the dual: some roundings of float32.
      expect(bundle!.kkt).toBeLessThanOrEqual(1e-6);
    }
    optimizer.dispose();
    task.dispose();
  });

  it.each([3, 4])("reads only a few numbers to the host per minibatch, N = %d", (bundleSize) => {
    const task = createTask();
    const optimizer = borat(task.variables, { bundleSize, maxNorm: 3 });
    const read = vi.spyOn(tf.engine(), "readSync");

    for (let k = 0; k < 6; k += 1) optimizer.step(task.batchLoss(k));

    expect(read.mock.calls.length).toBeLessThanOrEqual(12);
    const sizes = read.mock.results.map(({ value }) => value.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1 + 2 * bundleSize);
    optimizer.dispose();
    task.dispose();
  });

  it.each<{ options: BoratOptions; message: string }>([
    { options: { eta: 0 }, message: "borat: eta must be > 0" },
    { options: { bundleSize: 1 }, message: "borat: bundleSize must be an integer >= 2, got 1" },
    { options: { bundleSize: 2.5 }, message: "borat: bundleSize must be an integer >= 2" },
    {
      options: { bundleSize: 9, dual: "reference" },
      message: "borat: bundleSize of the reference's dual must be an integer >= 2 and <= 8, got 9",
    },
    { options: { momentum: 1 }, message: "borat: momentum must be >= 0 and < 1, got 1" },
  ])("refuses $options", ({ options, message }) => {
    const task = createTask();

    expect(() => borat(task.variables, options)).toThrow(message);
    task.dispose();
  });

  it("refuses a group of variables it does not train, or one listed twice", () => {
    const task = createTask();
    const stranger = tf.tidy(() => tf.variable(tf.scalar(0)));
    const twice = [task.variables[0]!, task.variables[0]!];

    expect(() => borat(task.variables, { groups: [{ variables: [stranger] }] })).toThrow(
      ConfigError,
    );
    expect(() => borat(task.variables, { groups: [{ variables: twice }] })).toThrow(ConfigError);
    stranger.dispose();
    task.dispose();
  });
});
