import { describe, expect, it } from "vitest";
import { nativeBackend } from "../../../src/core/engine.ts";
import { compile, createDeviceRandom, dropout, tf } from "../../../src/core/index.ts";

const count = () => ({
  tensors: tf.memory().numTensors,
  handles: nativeBackend()!.getNumOfTFTensors(),
  sessions: nativeBackend()!.getNumOfSavedModels(),
});

function residentMegabytes(): number {
  return process.memoryUsage().rss / 2 ** 20;
}

/** A small net and its gradient step. */
function createNet() {
  const weights = [
    tf.tidy(() => tf.variable(tf.fill([4, 8], 0.1))),
    tf.tidy(() => tf.variable(tf.fill([8, 2], 0.2))),
  ];
  const step = compile((x: tf.Tensor) => {
    const { value, grads } = tf.variableGrads(
      () =>
        tf
          .matMul(tf.tanh(tf.matMul(x, weights[0]!)), weights[1]!)
          .square()
          .mean()
          .asScalar(),
      weights,
    );
    for (const weight of weights) weight.assign(weight.sub(grads[weight.name]!.mul(0.01)));
    return value;
  });
  const dispose = () => {
    step.dispose();
    tf.dispose(weights);
  };
  return { weights, step, dispose };
}

describe("compile: resources", () => {
  it("are as many after 10,000 steps as after 100, and none after dispose", () => {
    const before = count();
    const { weights, step, dispose } = createNet();
    const x = tf.ones([3, 4]);
    const run = (steps: number) => {
      for (let k = 0; k < steps; k += 1) {
        step(x).dispose();
        if (k % 100 === 0) weights[0]!.dataSync();
      }
      return { counts: count(), memory: residentMegabytes() };
    };

    const early = run(1000);
    const late = run(10_000);

    expect(late.counts).toEqual(early.counts);
    expect(late.memory - early.memory).toBeLessThan(60); // garbage of JavaScript; 1 kB a step were 10
    x.dispose();
    dispose();
    expect(count()).toEqual(before);
  });

  it("are given back by each of 50 functions", () => {
    const before = count();
    const cycle = () => {
      const { step, dispose } = createNet();
      const x = tf.ones([3, 4]);
      for (let k = 0; k < 3; k += 1) step(x).dispose();
      x.dispose();
      dispose();
    };
    for (let k = 0; k < 10; k += 1) cycle();
    const early = residentMegabytes();
    for (let k = 0; k < 50; k += 1) cycle();

    expect(count()).toEqual(before);
    expect(residentMegabytes() - early).toBeLessThan(100); // 2 MB a session
  });
});

describe("compile: random operations", () => {
  const draws = (make: (seed: number) => { draw: () => tf.Tensor; dispose: () => void }) => {
    const sequence = (seed: number) => {
      const { draw, dispose } = make(seed);
      const drawn = Array.from({ length: 4 }, () => {
        const tensor = draw();
        const values = [...tensor.dataSync()];
        tensor.dispose();
        return values;
      });
      dispose();
      return drawn;
    };
    return { once: sequence(1), again: sequence(1), other: sequence(2) };
  };

  it.each([
    {
      name: "createDeviceRandom",
      run: (random: ReturnType<typeof createDeviceRandom>) => random.normal([20]),
    },
    {
      name: "dropout",
      run: (random: ReturnType<typeof createDeviceRandom>) => dropout(tf.ones([40]), 0.5, random),
    },
  ])("$name differs from run to run, and repeats with its seed", ({ run }) => {
    const { once, again, other } = draws((seed) => {
      const random = createDeviceRandom(seed);
      const compiled = compile(() => run(random));
      const dispose = () => {
        compiled.dispose();
        random.dispose();
      };
      return { draw: () => compiled(), dispose };
    });

    expect(new Set(once.map(String)).size).toBe(once.length);
    expect(again).toEqual(once);
    expect(other).not.toEqual(once);
  });

  it("tf.multinomial with a seed differs from run to run, beginning with the first of the graph", () => {
    const { once } = draws((seed) => {
      const logits = tf.zeros<tf.Rank.R2>([1, 10]);
      const compiled = compile((x: tf.Tensor) => tf.multinomial(x.as2D(1, 10), 30, seed));
      const dispose = () => {
        compiled.dispose();
        logits.dispose();
      };
      compiled(logits).dispose();
      return { draw: () => compiled(logits), dispose };
    });

    expect(new Set(once.map(String)).size).toBe(once.length);
  });
});

describe("compile: xla", () => {
  it("gives what the graph gives, also around what it leaves out", () => {
    const before = count();
    const w = tf.tidy(() => tf.variable(tf.tensor1d([1, 2, 3, 4])));
    const make = (xla: boolean) =>
      compile(
        (x: tf.Tensor) => {
          const y = tf.tanh(x.mul(w)).add(1).square();
          const { values, indices } = tf.topk(y, 2);
          return [values.sum(), tf.gather(x, tf.unique(indices).indices).exp()];
        },
        { xla },
      );
    const [plain, fused] = [make(false), make(true)];
    for (const scale of [1, 2, 3]) {
      tf.tidy(() => {
        const x = tf.tensor1d([0.1, -0.2, 0.3, 0.4]).mul(scale);
        const expected = plain(x);
        for (const [i, tensor] of fused(x).entries()) expect(tensor).toBeAllclose(expected[i]!);
      });
    }
    plain.dispose();
    fused.dispose();
    w.dispose();
    expect(count()).toEqual(before);
  });
});
