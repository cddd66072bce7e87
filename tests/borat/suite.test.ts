import { describe, expect, it } from "vitest";
import { borat, createMethod } from "../../src/borat/index.ts";
import { describeOptimizer } from "../optim/optimizer-suite.ts";

for (const bundleSize of [2, 3, 5]) {
  for (const batchMode of ["different", "same"] as const) {
    describeOptimizer(`borat, N = ${bundleSize}, ${batchMode} minibatch`, (variables, options) =>
      borat(variables, { ...options, bundleSize, batchMode }),
    );
  }
}
describeOptimizer("borat, gradient steps inside", (variables, options) =>
  borat(variables, { ...options, eta: 0.2, innerStep: "gradient" }),
);
describeOptimizer("borat, two groups", (variables, options) =>
  borat(variables, {
    ...options,
    groups: [{ variables: variables.slice(1), eta: 0.3, momentum: 0 }],
  }),
);

describe("createMethod", () => {
  it("lists BORAT and the baselines when it does not know a name", () => {
    const misspelt: string = "bort";

    expect(() => createMethod(misspelt as "borat", [])).toThrow(
      /must be one of sgd, .*, borat, got "bort"\. Did you mean "borat"\?/,
    );
  });
});
