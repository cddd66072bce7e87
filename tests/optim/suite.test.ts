import { describe, expect, it } from "vitest";
import { createOptimizer, type OptimizerName, optimizerNames } from "../../src/optim/index.ts";
import { describeOptimizer, type Factory } from "./optimizer-suite.ts";

const settings: Readonly<Record<string, Factory>> = {
  "sgd with momentum": (variables, options) =>
    createOptimizer("sgd", variables, { ...options, momentum: 0.9, learningRate: 0.05 }),
  "sgd, Nesterov, weight decay": (variables, options) =>
    createOptimizer("sgd", variables, {
      ...options,
      momentum: 0.5,
      nesterov: true,
      weightDecay: 1e-3,
    }),
  "alig with momentum": (variables, options) =>
    createOptimizer("alig", variables, { ...options, momentum: 0.9 }),
  "alig, adjusted momentum": (variables, options) =>
    createOptimizer("alig", variables, { ...options, momentum: 0.5, adjustedMomentum: true }),
  "sls, Goldstein": (variables, options) =>
    createOptimizer("sls", variables, { ...options, search: "goldstein" }),
  "bpgrad without momentum": (variables, options) =>
    createOptimizer("bpgrad", variables, { ...options, momentum: 0 }),
};

/** Where 0.1 does not do. */
const learningRates: Partial<Readonly<Record<OptimizerName, number>>> = {
  bpgrad: 0.01, // steps as long as the loss is high overshoot a parabola
  prodigy: 1, // the learning rates of these are factors of what they find themselves
  dog: 1,
  ldog: 1,
  "dadapt-adam": 1,
  "dadapt-sgd": 1,
};

for (const name of optimizerNames) {
  const learningRate = learningRates[name] ?? 0.1;
  // From its default of 1e-6 the distance takes more than 80 steps to grow.
  const movement = name === "dog" || name === "ldog" ? { initialMovement: 0.01 } : {};
  describeOptimizer(name, (variables, options) =>
    createOptimizer(name, variables, { learningRate, ...movement, ...options }),
  );
}
for (const [name, factory] of Object.entries(settings)) describeOptimizer(name, factory);

describe("createOptimizer", () => {
  it("lists the names and suggests the nearest when it does not know one", () => {
    const misspelt: string = "adamm";

    expect(
      () => createOptimizer(misspelt as "adam", []), // what JavaScript callers can do
    ).toThrow(/must be one of sgd, adam, .* got "adamm"\. Did you mean "adam"\?/);
  });
});
