import { describe, expect, it } from "vitest";
import { borat, createMethod, type MethodName, methodNames } from "../../src/borat/index.ts";
import { createRandom, NumericsError, tf } from "../../src/core/index.ts";
import { compileStep } from "../../src/optim/compile-step.ts";
import type { CommonOptions, Optimizer } from "../../src/optim/index.ts";

const SEED = 5;
const STEPS = 14;
// A graph fuses operations, which rounds otherwise; a step passes the difference on to the next.
const tolerance = { rtol: 2e-4, atol: 2e-5 };

type Options = Pick<CommonOptions, "nonFinite" | "statistics">;
type Factory = (variables: readonly tf.Variable[], options: Options) => Optimizer;

/** Where 0.05 does not do; of the others the learning rate is a factor of what they find themselves. */
const learningRates: Partial<Readonly<Record<MethodName, number>>> = {
  bpgrad: 0.01,
  prodigy: 1,
  dog: 1,
  ldog: 1,
  "dadapt-adam": 1,
  "dadapt-sgd": 1,
};

const byName = methodNames
  .filter((name) => name !== "borat")
  .map((name): [string, Factory] => [
    name,
    (variables, options) =>
      createMethod(name, variables, { learningRate: learningRates[name] ?? 0.05, ...options }),
  ]);

const ofBorat = [2, 3, 5].flatMap((bundleSize) =>
  (["different", "same"] as const).map((batchMode): [string, Factory] => [
    `borat, N = ${bundleSize}, ${batchMode} minibatch`,
    (variables, options) => borat(variables, { eta: 0.1, bundleSize, batchMode, ...options }),
  ]),
);

const others: [string, Factory][] = [
  [
    "borat, two groups",
    (variables, options) => {
      const groups = [{ variables: variables.slice(1), eta: 0.03, momentum: 0 }];
      return borat(variables, { eta: 0.1, groups, ...options });
    },
  ],
  [
    "borat, gradient steps inside",
    (variables, options) => borat(variables, { eta: 0.05, innerStep: "gradient", ...options }),
  ],
  [
    "sgd, momentum and ball",
    (variables, options) =>
      createMethod("sgd", variables, { momentum: 0.9, maxNorm: 2, ...options }),
  ],
  [
    "sls, Goldstein",
    (variables, options) => createMethod("sls", variables, { search: "goldstein", ...options }),
  ],
];

const methods = [...byName, ...ofBorat, ...others];

/** A net of two layers on minibatches of two examples, with a statistic that the loss writes. */
function createTask(create: Factory, nonFinite: "throw" | "skip" = "throw") {
  const random = createRandom(SEED);
  const normal = (...shape: number[]) => {
    const size = shape.reduce((product, side) => product * side, 1);
    return tf.tensor(
      Float32Array.from({ length: size }, () => random.normal()),
      shape,
    );
  };
  const statistic = tf.tidy(() => tf.variable(tf.zeros([3]), false));
  const variables = [[3, 4], [4], [4, 2]].map((shape) =>
    tf.tidy(() => tf.variable(normal(...shape))),
  );
  const [hidden, bias, output] = variables;
  const batches = Array.from({ length: 4 }, () => [normal(2, 3), normal(2, 2)] as const);
  const loss = (x: tf.Tensor, y: tf.Tensor) => {
    statistic.assign(statistic.mul(0.9).add(x.mean(0)));
    const activations = tf.tanh(tf.matMul(x, hidden!).add(bias!)); // [2, 4]
    return tf.matMul(activations, output!).sub(y).square().mean().asScalar();
  };
  const optimizer = create(variables, { nonFinite, statistics: [statistic] });
  const compiled = compileStep(optimizer, loss);
  return {
    optimizer,
    compiled,
    batch: (k: number) => batches[k % batches.length]!,
    eager: (x: tf.Tensor, y: tf.Tensor) => optimizer.step(() => loss(x, y)),
    values: () => [...variables, statistic].flatMap((variable) => [...variable.dataSync()]),
    dispose: () => {
      compiled.dispose();
      optimizer.dispose();
      tf.dispose([...variables, statistic, ...batches.flat()]);
    },
  };
}

type Task = ReturnType<typeof createTask>;

/** What happens between steps; the same to both. */
function interfere({ optimizer, values }: Task, k: number): readonly number[] {
  if (k === 4) optimizer.setLearningRate(0.02);
  if (k === 6) optimizer.setState(structuredClone(optimizer.getState()));
  return k === 8 ? optimizer.evaluate(values) : [];
}

describe.each(methods)(`compileStep with %s, seed ${SEED}`, (_, create) => {
  it.each([
    { how: "takes the steps of the optimiser", isCompiled: () => true, disturbs: false },
    {
      how: "can be mixed with eager steps, schedules, checkpoints and evaluations",
      isCompiled: (k: number) => k % 3 !== 1,
      disturbs: true,
    },
  ])("$how", ({ isCompiled, disturbs }) => {
    const before = tf.memory().numTensors;
    const [expected, actual] = [createTask(create), createTask(create)];
    for (let k = 0; k < STEPS; k += 1) {
      const reference = expected.eager(...expected.batch(k));
      const report = (isCompiled(k) ? actual.compiled : actual.eager)(...actual.batch(k));

      expect(report.updated).toBe(reference.updated);
      expect([report.loss, report.stepSize]).toBeAllclose(
        [reference.loss, reference.stepSize],
        tolerance,
      );
      if (!disturbs) continue;
      expect(interfere(actual, k)).toBeAllclose(interfere(expected, k), tolerance);
      expect(actual.values()).toBeAllclose(expected.values(), tolerance);
    }
    expect(actual.values()).toBeAllclose(expected.values(), tolerance);
    expect(actual.compiled.numTraces).toBeGreaterThan(0);
    expected.dispose();
    actual.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(["throw", "skip"] as const)(
    "leaves weights, state and statistics of a minibatch that is not finite: %s",
    (nonFinite) => {
      const task = createTask(create, nonFinite);
      const { compiled, optimizer, batch, values } = task;
      for (let k = 0; k < 4; k += 1) compiled(...batch(k));
      optimizer.finish();
      const [weights, { tensors }] = [values(), optimizer.getState()];
      const [x, y] = batch(0);
      const spoilt = tf.fill([2, 2], Number.NaN);

      for (const _ of [0, 1]) {
        const run = () => compiled(x, spoilt);
        if (nonFinite === "throw") expect(run).toThrow(NumericsError);
        else expect(run()).toMatchObject({ updated: false, skipped: "non-finite" });
        expect(values()).toEqual(weights);
      }
      // BORAT's gradients are overwritten by the next bundle.
      const kept = Object.entries(tensors).filter(([name]) => !/base|gradient/.test(name));
      expect(optimizer.getState().tensors).toMatchObject(Object.fromEntries(kept));
      for (let k = 0; k < 4; k += 1) compiled(x, y);
      expect(values().every(Number.isFinite)).toBe(true);
      spoilt.dispose();
      task.dispose();
    },
  );
});
