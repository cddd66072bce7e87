import { describe, expect, it } from "vitest";
import { architectureNames, emit } from "../../../src/lsrl/architectures/index.ts";
import { affine, networkOf, reluStage, stateStage } from "./hand-made-networks.ts";

const counter = stateStage({ A: [[1]], B: [[1]], bias: [1], initState: [-1] });
const network = networkOf(1, [counter, reluStage(affine([[1], [-1]]))]);

describe("emit", () => {
  it.each(architectureNames.map((architecture) => ({ architecture })))(
    "finds the emitter of $architecture",
    ({ architecture }) => {
      const model = emit(network, { architecture, dtype: "float32" });

      expect(model).toMatchObject({ architecture, dtype: "float32" });
      expect(model.run([1, 0, 2])).toEqual(network.run([1, 0, 2]));
    },
  );

  it("hands the options of the architecture on", () => {
    expect(emit(network, { architecture: "mamba", maxLength: 9 }).config).toMatchObject({
      conv_kernel: 4,
    });
    expect(
      emit(network, { architecture: "lstm", products: "binary" }).guarantee.conditions,
    ).toMatch("First factors of products are 0 or 1.");
  });

  it("suggests the name that was meant", () => {
    const wrong: { architecture: "lstm" } = JSON.parse('{"architecture":"LSTN"}');

    expect(() => emit(network, wrong)).toThrow(
      /emit: architecture must be one of linearRnn, .*, griffin, got "LSTN". Did you mean "lstm"\?/,
    );
  });
});
