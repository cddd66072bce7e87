import { describe, expect, it } from "vitest";
import { borat } from "../../src/borat/index.ts";
import { ConfigError, createRandom, scoped, tf } from "../../src/core/index.ts";
import {
  adam,
  asTfOptimizer,
  createOptimizer,
  finishBundles,
  type Optimizer,
  type OptimizerName,
  optimizerNames,
  scheduleFreeAdamw,
  sgd,
  type TfOptimizer,
} from "../../src/optim/index.ts";

const SEED = 3;
const SAMPLES = 20;

/** Two layers for `y = [tanh x_0, x_1 x_2]`, from the same weights each time. */
function createTask() {
  const random = createRandom(SEED);
  const points = Array.from({ length: SAMPLES }, () => [0, 0, 0].map(() => random.normal()));
  const x = tf.tensor2d(points);
  const y = tf.tensor2d(points.map(([a, b, c]) => [Math.tanh(a!), b! * c!]));
  const kernelInitializer = (seed: number) => tf.initializers.glorotUniform({ seed });
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 8,
        activation: "tanh",
        inputShape: [3],
        kernelInitializer: kernelInitializer(1),
      }),
      tf.layers.dense({ units: 2, kernelInitializer: kernelInitializer(2) }),
    ],
  });
  const weights = () =>
    model.trainableWeights.flatMap((weight) => Array.from(weight.read().dataSync()));
  const evaluate = () =>
    scoped(() => {
      const loss = model.evaluate(x, y);
      return (Array.isArray(loss) ? loss[0]! : loss).dataSync()[0]!;
    });
  const fit = (optimizer: TfOptimizer<Optimizer>, args: Partial<tf.ModelFitArgs> = {}) => {
    model.compile({ optimizer, loss: "meanSquaredError", metrics: ["mae"] });
    return model.fit(x, y, { batchSize: 8, epochs: 1, verbose: 0, shuffle: false, ...args });
  };
  const dispose = () => {
    model.dispose();
    tf.dispose([x, y]);
  };
  return { model, x, y, weights, evaluate, fit, dispose };
}

/** What lets the loss fall within 24 minibatches, where the defaults do not. */
const options: Readonly<Record<string, object>> = {
  adam: { learningRate: 0.01 },
  adamw: { learningRate: 0.01 },
  amsgrad: { learningRate: 0.01 },
  yogi: { learningRate: 0.01 },
  "schedule-free-adamw": { learningRate: 0.01 },
  "schedule-free-sgd": { learningRate: 0.1 },
  dog: { initialMovement: 0.01 },
  ldog: { initialMovement: 0.01 },
  prodigy: { initialDistance: 1e-3 },
  "dadapt-adam": { initialDistance: 1e-3 },
  "dadapt-sgd": { initialDistance: 1e-2 },
};

const factories: readonly (readonly [string, (variables: readonly tf.Variable[]) => Optimizer])[] =
  [
    ...optimizerNames.map((name: OptimizerName) => {
      const create = (variables: readonly tf.Variable[]) =>
        createOptimizer(name, variables, options[name]);
      return [name, create] as const;
    }),
    ["borat", (variables) => borat(variables, { eta: 0.1 })],
    ["borat, same minibatch", (variables) => borat(variables, { eta: 0.1, batchMode: "same" })],
  ];

describe(`asTfOptimizer (seed ${SEED})`, () => {
  it.each(factories)("trains a model by model.fit with %s, without a leak", async (_, create) => {
    const tensors = tf.memory().numTensors;
    const task = createTask();
    const optimizer = asTfOptimizer(create);
    task.model.compile({ optimizer, loss: "meanSquaredError" });
    const before = task.evaluate();

    await task.fit(optimizer, { callbacks: finishBundles(optimizer) });
    const early = tf.memory().numTensors;
    await task.fit(optimizer, { epochs: 7, callbacks: finishBundles(optimizer) });

    expect(tf.memory().numTensors).toBe(early);
    expect(optimizer.inner.evaluate(task.evaluate)).toBeLessThan(0.9 * before);
    expect(optimizer.iterations).toBe(24);
    optimizer.dispose();
    task.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it("takes the steps of the optimiser itself", async () => {
    const [fitted, stepped] = [createTask(), createTask()];
    const optimizer = asTfOptimizer((variables) => adam(variables));
    await fitted.fit(optimizer, { epochs: 2 });
    const variables = scoped(() => stepped.model.trainableWeights.map((w) => w.read()));
    const own = adam(variables as tf.Variable[]); // what read() gives
    for (let k = 0; k < 6; k += 1) {
      own.step(() => {
        const start = (k % 3) * 8;
        const size = Math.min(8, SAMPLES - start);
        const output = stepped.model.apply(stepped.x.slice(start, size), { training: true });
        const prediction = output as tf.Tensor; // the model has one output
        return tf.mean(tf.square(tf.sub(prediction, stepped.y.slice(start, size)))).asScalar();
      });
    }

    expect(fitted.weights()).toBeAllclose(stepped.weights());
    optimizer.dispose();
    own.dispose();
    fitted.dispose();
    stepped.dispose();
  });

  it("returns the cost if asked, and keeps no tensor otherwise", () => {
    const weight = tf.tidy(() => tf.variable(tf.scalar(3)));
    const optimizer = asTfOptimizer((variables) => sgd(variables, { learningRate: 0.25 }));
    const loss = () => tf.square(weight).asScalar();
    optimizer.minimize(loss, false, [weight]);
    const tensors = tf.memory().numTensors;

    expect(optimizer.minimize(loss, false, [weight])).toBeNull();
    expect(tf.memory().numTensors).toBe(tensors);
    const cost = optimizer.minimize(loss, true, [weight]);

    expect(cost?.dataSync()[0]).toBeAllclose(0.75 ** 2);
    expect(weight.dataSync()[0]).toBeAllclose(0.375);
    expect(tf.memory().numTensors).toBe(tensors + 1);
    optimizer.dispose();
    tf.dispose([weight, cost!]);
  });

  it("validates at the start of the bundle that the epoch ended in", async () => {
    const task = createTask();
    const optimizer = asTfOptimizer((variables) => borat(variables, { bundleSize: 3, eta: 0.1 }));

    // Three minibatches: a bundle of two gradients, and one more.
    const { history } = await task.fit(optimizer, {
      validationData: [task.x, task.y],
      callbacks: finishBundles(optimizer),
    });

    expect(history["val_loss"]?.at(-1)).toBeAllclose(task.evaluate());
    optimizer.dispose();
    task.dispose();
  });

  it.each([true, false])(
    "goes on from saved weights, set before the first step: %s",
    async (early) => {
      const [original, copy] = [createTask(), createTask()];
      const create = (variables: readonly tf.Variable[]) =>
        scheduleFreeAdamw(variables, { learningRate: 0.1, warmupSteps: 50 });
      const [first, second] = [asTfOptimizer(create), asTfOptimizer(create)];
      await original.fit(first);
      if (!early) await copy.fit(second);
      const saved = await first.getWeights();

      await second.setWeights(saved);
      tf.dispose(saved.map(({ tensor }) => tensor));
      copy.model.setWeights(original.model.getWeights());
      await original.fit(first);
      await copy.fit(second);

      expect(copy.weights()).toEqual(original.weights());
      expect(second.iterations).toBe(6);
      expect(second.inner.getState()).toEqual(first.inner.getState());
      first.dispose();
      second.dispose();
      original.dispose();
      copy.dispose();
    },
  );

  it("refuses what it can not do", async () => {
    const weights = tf.tidy(() => [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(2))]);
    const optimizer = asTfOptimizer((variables) => sgd(variables));
    const loss = () => tf.square(weights[0]!).asScalar();

    expect(() => optimizer.inner).toThrow(ConfigError);
    expect(() => optimizer.applyGradients()).toThrow("Call minimize");
    optimizer.minimize(loss, false, [weights[0]!]);
    expect(() => optimizer.minimize(loss, false, weights)).toThrow("must be the 1 variables");
    const foreign = scoped(() => ({ name: "momentum", tensor: tf.keep(tf.scalar(1)) }));
    await expect(optimizer.setWeights([foreign, foreign])).rejects.toThrow(ConfigError);
    expect(optimizer.getConfig()).toEqual({ optimizer: "sgd" });
    optimizer.dispose();
    tf.dispose([...weights, foreign.tensor]);
  });
});
