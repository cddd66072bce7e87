import { describe, expect, it } from "vitest";
import {
  adamStep,
  combination,
  createRandom,
  dots,
  momentumStep,
  multiplyAdd,
  tf,
} from "../../../src/core/index.ts";

const SEED = 3;
/** More than two blocks of the kernels, and a rest. */
const SIZE = 40_003;
const SIZES = [1, 31, 33, 1025, SIZE];

/** Normal numbers, as float32 values and as a tensor. */
function draw(size: number, name: string) {
  const random = createRandom(SEED).fork(name);
  const values = Float32Array.from({ length: size }, () => random.normal());
  return { values, tensor: tf.tensor1d(values) };
}

/** Largest difference, relative to 1 + the expected value. */
function deviation(actual: tf.Tensor, expected: (i: number) => number): number {
  const values = actual.dataSync<"float32">();
  return values.reduce((worst, value, i) => {
    const wanted = expected(i);
    return Math.max(worst, Math.abs(value - wanted) / (1 + Math.abs(wanted)));
  }, 0);
}

const scalars = <K extends string>(numbers: Readonly<Record<K, number>>): Record<K, tf.Scalar> => {
  const entries = Object.entries<number>(numbers).map(([name, value]) => [name, tf.scalar(value)]);
  return Object.fromEntries(entries);
};

describe(`operations of optimisers (seed ${SEED})`, () => {
  it.each(SIZES)("multiplyAdd multiplies and adds %d elements", (size) => {
    const [x, y] = [draw(size, "x"), draw(size, "y")];

    const sum = multiplyAdd(x.tensor, tf.scalar(0.3), y.tensor);

    expect(deviation(sum, (i) => x.values[i]! * 0.3 + y.values[i]!)).toBeLessThan(1e-6);
  });

  it("multiplyAdd broadcasts what differs in shape", () => {
    const sum = multiplyAdd(tf.ones([2, 3]), tf.scalar(2), tf.tensor1d([1, 2, 3]));

    expect(Array.from(sum.dataSync())).toEqual([3, 4, 5, 3, 4, 5]);
  });

  it.each(SIZES)("dots adds the products of %d elements", (size) => {
    const [x, y] = [draw(size, "x"), draw(size, "y")];

    const [square, product] = dots(x.tensor, [x.tensor, y.tensor]).dataSync();

    const squares = x.values.reduce((sum, value) => sum + value * value, 0);
    expect(square! / squares).toBeCloseTo(1, 6);
    const products = Array.from(x.values, (value, i) => value * y.values[i]!);
    const expected = products.reduce((sum, value) => sum + value, 0);
    const scale = products.reduce((sum, value) => sum + Math.abs(value), 0);
    // Some tens of products at a time are added in float32.
    expect(Math.abs(product! - expected)).toBeLessThanOrEqual(4e-7 * scale);
  });

  it("dots gives the same sum at every call", () => {
    const [x, y] = [draw(SIZE, "x"), draw(SIZE, "y")];
    const product = () => dots(x.tensor, [y.tensor]).dataSync()[0];

    const sums = new Set(Array.from({ length: 20 }, product));

    expect(sums.size).toBe(1);
  });

  it.each(SIZES)("combination adds tensors of %d elements, each times its coefficient", (size) => {
    const [x, y, z] = [draw(size, "x"), draw(size, "y"), draw(size, "z")];

    const sum = combination(
      [x.tensor, y.tensor, z.tensor],
      [0.5, -2, 3].map((c) => tf.scalar(c)),
    );

    const expected = (i: number) => 0.5 * x.values[i]! - 2 * y.values[i]! + 3 * z.values[i]!;
    expect(deviation(sum, expected)).toBeLessThan(1e-6);
  });

  it.each([false, true])("momentumStep follows its formula, Nesterov %s", (isNesterov) => {
    const [w, v, g] = [draw(SIZE, "w"), draw(SIZE, "v"), draw(SIZE, "g")];

    const step = momentumStep(
      { weights: w.tensor, velocity: v.tensor, gradient: g.tensor },
      scalars({ momentum: 0.9, descent: -0.1, decay: 0.01 }),
      isNesterov,
    );

    const direction = (i: number) => g.values[i]! + 0.01 * w.values[i]!;
    const velocity = (i: number) => 0.9 * v.values[i]! + direction(i);
    const move = (i: number) => (isNesterov ? direction(i) + 0.9 * velocity(i) : velocity(i));
    expect(deviation(step.velocity, velocity)).toBeLessThan(1e-6);
    expect(deviation(step.weights, (i) => w.values[i]! - 0.1 * move(i))).toBeLessThan(1e-6);
    expect(step.check.dataSync()[0]).toSatisfy(Number.isFinite);
  });

  it("adamStep follows its formula", () => {
    const [w, m, r, g] = [draw(SIZE, "w"), draw(SIZE, "m"), draw(SIZE, "r"), draw(SIZE, "g")];

    const step = adamStep(
      { weights: w.tensor, mean: m.tensor, square: tf.square(r.tensor) },
      g.tensor,
      scalars({ beta1: 0.9, beta2: 0.99, descent: -0.1, epsilon: 0.01, shrinkage: 0.999 }),
    );

    const mean = (i: number) => 0.9 * m.values[i]! + g.values[i]!;
    const square = (i: number) => 0.99 * r.values[i]! ** 2 + g.values[i]! ** 2;
    const move = (i: number) => (0.1 * mean(i)) / (Math.sqrt(square(i)) + 0.01);
    expect(deviation(step.mean, mean)).toBeLessThan(1e-6);
    expect(deviation(step.square, square)).toBeLessThan(1e-6);
    expect(deviation(step.weights, (i) => 0.999 * w.values[i]! - move(i))).toBeLessThan(1e-5);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "the steps find %d anywhere in the gradient",
    (spoilt) => {
      const { values, tensor } = draw(SIZE, "w");
      const one = scalars({ momentum: 1, descent: 1, decay: 1 });
      for (const place of [0, 17, 20_000, SIZE - 1]) {
        const gradient = tf.tensor1d(values.with(place, spoilt));

        const step = momentumStep({ weights: tensor, velocity: tensor, gradient }, one, false);

        expect(step.check.dataSync()[0]).not.toSatisfy(Number.isFinite);
      }
    },
  );

  it("leaves its inputs as they were", () => {
    const { values, tensor } = draw(1025, "w");
    const one = scalars({ momentum: 1, descent: 1, decay: 1 });

    momentumStep({ weights: tensor, velocity: tensor, gradient: tensor }, one, true);
    multiplyAdd(tensor, one.momentum, tensor);
    combination([tensor, tensor], [one.momentum, one.descent]);

    expect(tensor.dataSync()).toEqual(values);
  });
});
