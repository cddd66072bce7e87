import { describe, expect, it } from "vitest";
import {
  ConfigError,
  createRandom,
  NumericsError,
  ShapeError,
  scoped,
  tf,
} from "../../src/core/index.ts";
import type { CommonOptions, Optimizer } from "../../src/optim/index.ts";

/** Makes the optimiser under test. */
export type Factory = (
  variables: readonly tf.Variable[],
  options: Pick<CommonOptions, "maxNorm" | "nonFinite">,
) => Optimizer;

const SAMPLES = 8;
const SEED = 11;

/** Interpolating least squares over a matrix and a bias, with a hidden solution. */
function createTask() {
  const random = createRandom(SEED);
  const normals = (count: number) => Array.from({ length: count }, () => random.normal());
  const x = tf.tensor2d(normals(SAMPLES * 3), [SAMPLES, 3]);
  const target = tf.tidy(() => x.matMul(tf.tensor2d(normals(6), [3, 2])).add([0.5, -0.5]));
  const kernel = tf.variable(tf.zeros([3, 2]));
  const bias = tf.variable(tf.ones([2]));
  const batchLoss = (k: number) => () => {
    const start = (k % 4) * 2;
    const errors = x.slice(start, 2).matMul(kernel).add(bias).sub(target.slice(start, 2)); // [2, 2]
    return tf.mean(tf.square(errors)).asScalar();
  };
  const fullLoss = () =>
    scoped(() => [0, 1, 2, 3].reduce((sum, k) => sum + batchLoss(k)().dataSync()[0]! / 4, 0));
  const variables = [kernel, bias];
  const weights = () => variables.flatMap((variable) => Array.from(variable.dataSync()));
  const dispose = () => tf.dispose([x, target, ...variables]);
  return { variables, batchLoss, fullLoss, weights, dispose };
}

const notFiniteLoss = (variables: readonly tf.Variable[]) => () =>
  tf.sum(variables[0]!).mul(Number.NaN).asScalar();

/** Loss 0, gradient 0 / 0. */
const notFiniteGradient = (variables: readonly tf.Variable[]) => () =>
  tf.sum(tf.sqrt(tf.sub(variables[1]!, variables[1]!))).asScalar();

const spoiltMinibatches = [
  { what: "loss", spoil: notFiniteLoss, tensor: () => "loss" },
  {
    what: "gradient",
    spoil: notFiniteGradient,
    tensor: (variables: readonly tf.Variable[]) => `gradient of ${variables[1]!.name}`,
  },
];

/** What every optimiser must do; call it with each. */
export function describeOptimizer(name: string, create: Factory): void {
  describe(`${name}: the common suite (seed ${SEED})`, () => {
    it("halves the loss of an interpolating problem", () => {
      const task = createTask();
      const optimizer = create(task.variables, {});
      const before = task.fullLoss();

      for (let k = 0; k < 80; k += 1) optimizer.step(task.batchLoss(k));
      optimizer.finish();

      expect(task.fullLoss()).toBeLessThan(before / 2);
      optimizer.dispose();
      task.dispose();
    });

    it("reports the minibatch loss before the step", () => {
      const task = createTask();
      const optimizer = create(task.variables, {});
      const loss = scoped(() => task.batchLoss(0)().dataSync()[0]!);

      expect(optimizer.step(task.batchLoss(0)).loss).toBeAllclose(loss);
      optimizer.dispose();
      task.dispose();
    });

    it("keeps the same number of tensors over 100 steps, and none after dispose", () => {
      const task = createTask();
      const before = tf.memory().numTensors;
      const optimizer = create(task.variables, { maxNorm: 1 });
      const countAfter = (steps: number) => {
        for (let k = 0; k < steps; k += 1) optimizer.step(task.batchLoss(k));
        optimizer.finish();
        return tf.memory().numTensors;
      };

      const early = countAfter(1);

      expect(countAfter(100)).toBe(early);
      optimizer.step(task.batchLoss(0));
      optimizer.dispose();
      expect(tf.memory().numTensors).toBe(before);
      task.dispose();
    });

    it.each([0, 1, 2, 3, 4])("resumes bit for bit from a checkpoint after %d steps", (steps) => {
      const task = createTask();
      const copy = createTask();
      const original = create(task.variables, {});
      const resumed = create(copy.variables, {});
      for (let k = 0; k < steps; k += 1) original.step(task.batchLoss(k));

      resumed.setState(structuredClone(original.getState()));
      for (const [i, variable] of copy.variables.entries()) variable.assign(task.variables[i]!);

      for (let k = steps; k < steps + 9; k += 1) {
        original.step(task.batchLoss(k));
        resumed.step(copy.batchLoss(k));
        expect(copy.weights()).toEqual(task.weights());
      }
      original.dispose();
      resumed.dispose();
      task.dispose();
      copy.dispose();
    });

    it.each(spoiltMinibatches)(
      "refuses a minibatch whose $what is not finite, and trains on",
      ({ spoil, tensor }) => {
        const task = createTask();
        const optimizer = create(task.variables, {});
        optimizer.step(task.batchLoss(0));
        optimizer.finish();
        const before = task.weights();
        const tensors = tf.memory().numTensors;

        const step = () => optimizer.step(spoil(task.variables));

        expect(step).toThrow(NumericsError);
        expect(step).toThrow(
          expect.objectContaining({
            tensor: tensor(task.variables),
            message: expect.stringMatching(
              /must be finite at step \d+, got (NaN|-?Infinity);.*"skip"/,
            ),
          }),
        );
        expect(task.weights()).toEqual(before);
        expect(tf.memory().numTensors).toBe(tensors);
        for (let k = 0; k < 8; k += 1) optimizer.step(task.batchLoss(k));
        expect(task.weights().every(Number.isFinite)).toBe(true);
        optimizer.dispose();
        task.dispose();
      },
    );

    it.each(spoiltMinibatches)(
      "skips a minibatch whose $what is not finite if told to, and trains on",
      ({ spoil }) => {
        const task = createTask();
        const optimizer = create(task.variables, { nonFinite: "skip" });
        optimizer.step(task.batchLoss(0));
        optimizer.finish();
        const before = task.weights();
        const tensors = tf.memory().numTensors;

        const report = optimizer.step(spoil(task.variables));

        expect(report).toMatchObject({ updated: false, skipped: "non-finite", stepSize: 0 });
        expect(task.weights()).toEqual(before);
        expect(tf.memory().numTensors).toBe(tensors);
        for (let k = 0; k < 8; k += 1) optimizer.step(task.batchLoss(k));
        expect(task.weights().every(Number.isFinite)).toBe(true);
        optimizer.dispose();
        task.dispose();
      },
    );

    it("keeps the weights in the ball, from the start", () => {
      const task = createTask();
      const maxNorm = 0.8;
      const optimizer = create(task.variables, { maxNorm });
      const norms = [Math.hypot(...task.weights())];

      for (let k = 0; k < 40; k += 1) {
        const { updated } = optimizer.step(task.batchLoss(k));
        if (updated) norms.push(Math.hypot(...task.weights()));
      }

      expect(Math.max(...norms)).toBeLessThanOrEqual(maxNorm * (1 + 1e-6));
      optimizer.dispose();
      task.dispose();
    });

    it("refuses to go on when a variable is gone", () => {
      const task = createTask();
      const optimizer = create(task.variables, {});
      optimizer.step(task.batchLoss(0));
      task.variables[1]!.dispose();

      const step = () => optimizer.step(task.batchLoss(1));

      expect(step).toThrow(ConfigError);
      expect(step).toThrow(`got ${task.variables[1]!.name} disposed`);
      optimizer.dispose();
      task.dispose();
    });

    it("refuses what it can not use", () => {
      const task = createTask();
      const optimizer = create(task.variables, {});
      optimizer.step(task.batchLoss(0));
      const state = optimizer.getState();

      expect(() => create([], {})).toThrow(ConfigError);
      expect(() => create(task.variables, { maxNorm: 0 })).toThrow("maxNorm must be > 0, got 0");
      const policy: string = "ignore";
      expect(() => create(task.variables, { nonFinite: policy as "skip" })).toThrow(ConfigError);
      expect(() => optimizer.setLearningRate(-1)).toThrow(ConfigError);
      expect(() => optimizer.setState({ ...state, name: "other" })).toThrow(ConfigError);
      expect(() => optimizer.setState({ ...state, numbers: {} })).toThrow(ConfigError);
      if (Object.keys(state.tensors).length > 0) {
        expect(() => optimizer.setState({ ...state, tensors: {} })).toThrow(ShapeError);
      }
      optimizer.dispose();
      task.dispose();
    });
  });
}
