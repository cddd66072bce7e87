import { afterAll, describe, expect, it } from "vitest";
import { createRandom, tf } from "../../src/core/index.ts";
import {
  createOptimizer,
  dadaptAdam,
  dadaptSgd,
  dog,
  ldog,
  type OptimizerName,
  prodigy,
  scheduleFreeAdamw,
  scheduleFreeSgd,
} from "../../src/optim/index.ts";

const SEED = 5;
const names: readonly OptimizerName[] = [
  "prodigy",
  "dog",
  "ldog",
  "dadapt-adam",
  "dadapt-sgd",
  "schedule-free-adamw",
  "schedule-free-sgd",
];
const averaging = { dog, ldog, scheduleFreeSgd, scheduleFreeAdamw };

/** `mean (w - target)^2` over six weights, with another target for each call. */
function createTask() {
  const random = createRandom(SEED);
  const weights = tf.tidy(() => tf.variable(tf.ones([6])));
  const loss = () => {
    const target = Array.from({ length: 6 }, () => random.normal());
    return () => tf.mean(tf.square(tf.sub(weights, target))).asScalar();
  };
  const flatLoss = () => tf.sum(tf.mul(weights, 0)).asScalar();
  const values = () => Array.from(weights.dataSync());
  return { weights, loss, flatLoss, values };
}

describe("the methods without a learning rate or a schedule", () => {
  const tensorsBefore = tf.memory().numTensors;

  it.each(names)(
    "%s stays where it is while all gradients are 0, and trains afterwards",
    (name) => {
      const { weights, loss, flatLoss, values } = createTask();
      const optimizer = createOptimizer(name, [weights]);

      for (let k = 0; k < 3; k += 1) optimizer.step(flatLoss);
      const still = values();
      for (let k = 0; k < 3; k += 1) optimizer.step(loss());

      expect(still).toEqual([1, 1, 1, 1, 1, 1]);
      expect(values().every((value) => Number.isFinite(value) && value !== 1)).toBe(true);
      optimizer.dispose();
      weights.dispose();
    },
  );

  it.each(Object.entries({ prodigy, dadaptAdam, dadaptSgd }))(
    "%s lets its distance grow no faster than told",
    (_, create) => {
      const { weights, loss } = createTask();
      const optimizer = create([weights], { initialDistance: 1e-3, growthRate: 1.5 });

      const distances = Array.from({ length: 12 }, () => {
        return optimizer.step(loss()).details?.["d"] ?? Number.NaN;
      });

      const growths = distances.map((d, k) => d / (distances[k - 1] ?? 1e-3));
      expect(Math.max(...growths)).toBeAllclose(1.5);
      expect(Math.min(...growths)).toBeGreaterThanOrEqual(1);
      optimizer.dispose();
      weights.dispose();
    },
  );

  it.each(Object.entries({ dog, ldog }))(
    "%s evaluates the polynomial-decay average",
    (_, create) => {
      const { weights, loss, values } = createTask();
      const optimizer = create([weights], { initialMovement: 0.1 });
      let average = values();

      for (let t = 1; t <= 10; t += 1) {
        optimizer.step(loss());
        const share = 9 / (8 + t);
        const iterate = values();
        average = average.map((mean, i) => (1 - share) * mean + share * iterate[i]!);
      }

      expect(optimizer.evaluate(values)).toBeAllclose(average);
      expect(values()).not.toEqual(average);
      optimizer.dispose();
      weights.dispose();
    },
  );

  it("averages schedule-free SGD's steps evenly at a constant learning rate", () => {
    const { weights, loss, values } = createTask();
    // Without momentum the variables are the base iterate itself.
    const optimizer = scheduleFreeSgd([weights], { learningRate: 0.5, momentum: 0 });

    const iterates = Array.from({ length: 8 }, () => {
      optimizer.step(loss());
      return values();
    });

    const mean = iterates[0]!.map((_, i) => iterates.reduce((sum, w) => sum + w[i]! / 8, 0));
    expect(optimizer.evaluate(values)).toBeAllclose(mean);
    optimizer.dispose();
    weights.dispose();
  });

  it("rises the schedule-free learning rate over the warm-up", () => {
    const { weights, loss } = createTask();
    const optimizer = scheduleFreeAdamw([weights], { learningRate: 0.1, warmupSteps: 4 });

    const rates = Array.from({ length: 6 }, () => optimizer.step(loss()).stepSize);

    expect(rates).toBeAllclose([0.025, 0.05, 0.075, 0.1, 0.1, 0.1]);
    optimizer.dispose();
    weights.dispose();
  });

  it.each(Object.entries(averaging))("%s keeps the average in the ball", (_, create) => {
    const { weights, loss, values } = createTask();
    const optimizer = create([weights], { maxNorm: 0.5, learningRate: 1 });

    for (let k = 0; k < 6; k += 1) {
      optimizer.step(loss());
      const norm = optimizer.evaluate(() => Math.hypot(...values()));
      expect(norm).toBeLessThanOrEqual(0.5 * (1 + 1e-6));
    }

    optimizer.dispose();
    weights.dispose();
  });

  afterAll(() => {
    if (tf.memory().numTensors !== tensorsBefore) throw new Error("the optimisers leak tensors");
  });
});
