import { describe, expect, it } from "vitest";
import { ConfigError, tf } from "../../../src/core/index.ts";
import { createDeviceRandom, type DeviceRandom, dropout } from "../../../src/core/ops/index.ts";
import { onBackend } from "./derivatives.ts";

const COUNT = 1e5;

/** Draws from a new stream and disposes it. */
function withStream<T>(seed: number, body: (random: DeviceRandom) => T): T {
  const random = createDeviceRandom(seed);
  try {
    return body(random);
  } finally {
    random.dispose();
  }
}

function valuesOf(make: () => tf.Tensor): number[] {
  return tf.tidy(() => [...make().dataSync()]);
}

function moments(values: readonly number[]) {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  return { mean, variance };
}

describe.each(["tensorflow", "cpu"] as const)("createDeviceRandom on %s", (backend) => {
  it("draws uniform numbers in [0, 1), seed 1", async () => {
    const values = await onBackend(backend, () =>
      withStream(1, (random) => valuesOf(() => random.uniform([COUNT]))),
    );

    const { mean, variance } = moments(values);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    // Five standard deviations of the mean, sqrt(1/12/N), and of the variance, sqrt(1/180/N).
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / COUNT));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / COUNT));
  });

  it("draws normal numbers, seed 2", async () => {
    const values = await onBackend(backend, () =>
      withStream(2, (random) => valuesOf(() => random.normal([COUNT]))),
    );

    const { mean, variance } = moments(values);
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(COUNT));
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / COUNT));
    const far = values.filter((x) => Math.abs(x) > 2).length / COUNT; // 4.55 %
    expect(Math.abs(far - 0.0455)).toBeLessThan(5 * Math.sqrt(0.0455 / COUNT));
  });

  it("draws anew each time, and the same for the same seed", async () => {
    const draws = () =>
      withStream(3, (random) => [
        valuesOf(() => random.uniform([2, 3])),
        valuesOf(() => random.uniform([2, 3])),
        valuesOf(() => random.normal([6])),
      ]);
    const { first, again } = await onBackend(backend, () => ({ first: draws(), again: draws() }));

    expect(again).toEqual(first);
    expect(new Set(first.flat()).size).toBe(18);
  });

  it("draws other numbers for other seeds", async () => {
    const values = await onBackend(backend, () =>
      [4, 5, -4].flatMap((seed) =>
        withStream(seed, (random) => valuesOf(() => random.uniform([4]))),
      ),
    );

    expect(new Set(values).size).toBe(12);
  });

  it("resumes where its state was kept", async () => {
    const { expected, resumed } = await onBackend(backend, () => {
      const kept = withStream(6, (random) => {
        random.normal([3]).dispose();
        const state = valuesOf(() => random.state);
        return { state, expected: valuesOf(() => random.normal([3])) };
      });
      const draws = withStream(0, (random) => {
        tf.tidy(() => random.state.assign(tf.tensor1d(kept.state, "int32")));
        return valuesOf(() => random.normal([3]));
      });
      return { expected: kept.expected, resumed: draws };
    });

    expect(resumed).toEqual(expected);
  });

  it("leaves no tensor behind", async () => {
    const { before, after } = await onBackend(backend, () => {
      const count = tf.memory().numTensors;
      withStream(7, (random) => random.uniform([2]).dispose());
      return { before: count, after: tf.memory().numTensors };
    });

    expect(after).toBe(before);
  });
});

describe("createDeviceRandom", () => {
  it.each([0.5, 2 ** 31, Number.NaN])("refuses the seed %s", (seed) => {
    expect(() => createDeviceRandom(seed)).toThrow(ConfigError);
  });
});

describe("dropout", () => {
  const RATE = 0.3;

  it("drops the share it is told and keeps the mean, seed 8", () => {
    const values = withStream(8, (random) =>
      valuesOf(() => dropout(tf.fill([COUNT], 2), RATE, random)),
    );

    const dropped = values.filter((x) => x === 0).length / COUNT;
    expect(Math.abs(dropped - RATE)).toBeLessThan(5 * Math.sqrt((RATE * (1 - RATE)) / COUNT));
    const kept = values.filter((x) => x !== 0);
    expect(kept).toBeAllclose(
      kept.map(() => 2 / (1 - RATE)),
      { rtol: 1e-6 },
    );
  });

  it("passes the gradient of what it kept, seed 9", () => {
    const { value, gradient } = withStream(9, (random) =>
      tf.tidy(() => {
        const { value: sum, grad } = tf.valueAndGrad((x: tf.Tensor) =>
          dropout(x, RATE, random).sum(),
        )(tf.ones([64]));
        return { value: sum.dataSync()[0]!, gradient: [...grad.dataSync()] };
      }),
    );

    const sum = gradient.reduce((total, x) => total + x, 0);
    expect(value).toBeCloseTo(sum, 3); // the function is linear
    expect(new Set(gradient).size).toBe(2);
  });

  it("at rate 0 gives its argument and draws nothing", () => {
    const { values, draws } = withStream(10, (random) => ({
      values: valuesOf(() => dropout(tf.tensor1d([1, 2]), 0, random)),
      draws: valuesOf(() => random.state)[1],
    }));

    expect({ values, draws }).toEqual({ values: [1, 2], draws: 0 });
  });

  it.each([-0.1, 1, Number.NaN])("refuses the rate %s", (rate) => {
    withStream(11, (random) => {
      expect(() => dropout(tf.scalar(1), rate, random)).toThrow("dropout: rate must be");
    });
  });
});
