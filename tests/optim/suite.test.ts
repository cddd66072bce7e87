import { describe, expect, it } from "vitest";
import { createOptimizer, optimizerNames } from "../../src/optim/index.ts";
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
};

for (const name of optimizerNames) {
  describeOptimizer(name, (variables, options) =>
    createOptimizer(name, variables, { learningRate: 0.1, ...options }),
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
