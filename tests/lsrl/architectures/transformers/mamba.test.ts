import { describe, expect, it } from "vitest";
import { emitMamba } from "../../../../src/lsrl/architectures/transformers/mamba.ts";
import { createMambaCell } from "../../../../src/lsrl/architectures/transformers/mamba-cell.ts";
import { affine, networkOf, productStage, reluStage, stateStage } from "../hand-made-networks.ts";

const counter = stateStage({ A: [[1]], B: [[1]], bias: [1], initState: [-1] });

describe("emitMamba", () => {
  it("names arrays and options as the library does", () => {
    const model = emitMamba(networkOf(1, [counter, reluStage(affine([[1], [-1]]))]));

    expect(model).toMatchObject({
      architecture: "mamba",
      library: "transformers.MambaModel",
      dtype: "float32",
      config: { hidden_size: 4, num_hidden_layers: 2, expand: 1, conv_kernel: 4, state_size: 1 },
    });
    expect(Object.keys(model.weights).filter((name) => !name.startsWith("layers.1"))).toEqual([
      "embeddings.weight",
      "layers.0.norm.weight",
      "layers.0.mixer.A_log",
      "layers.0.mixer.D",
      "layers.0.mixer.in_proj.weight",
      "layers.0.mixer.in_proj.bias",
      "layers.0.mixer.conv1d.weight",
      "layers.0.mixer.conv1d.bias",
      "layers.0.mixer.x_proj.weight",
      "layers.0.mixer.dt_proj.weight",
      "layers.0.mixer.dt_proj.bias",
      "layers.0.mixer.out_proj.weight",
      "layers.0.mixer.out_proj.bias",
      "norm_f.weight",
    ]);
  });

  it("counts without end in float32", () => {
    const zeros = new Array<number>(5000).fill(0);

    const counts = emitMamba(networkOf(1, [counter]))
      .run(zeros)
      .flat();

    expect(counts).toEqual(zeros.map((_, t) => t));
  });

  it("takes half as many channels for products of what is known to be positive", () => {
    const product = productStage(affine([[1]]), affine([[1]]));

    const signed = emitMamba(networkOf(1, [product]));
    const positive = emitMamba(networkOf(1, [product], undefined, { min: 0, max: 2 }));

    // The channels and the constant one, in multiples of the two registers.
    expect(signed.config).toMatchObject({ hidden_size: 2, expand: 3 });
    expect(positive.config).toMatchObject({ hidden_size: 2, expand: 1 });
    expect(signed.run([1.5, 2])).toEqual([[2.25], [4]]);
    expect(positive.run([1.5, 2])).toEqual([[2.25], [4]]);
  });
});

describe("createMambaCell", () => {
  const { weights } = emitMamba(networkOf(1, [counter]));

  it("refuses weights of another shape", () => {
    const wrong = { ...weights, "layers.0.mixer.D": { shape: [3], data: new Float32Array(3) } };

    expect(() => createMambaCell(wrong)).toThrow("layers.0.mixer.A_log: expected shape [3, state]");
  });

  it("names the weight that is absent", () => {
    const { "norm_f.weight": _, ...rest } = weights;

    expect(() => createMambaCell(rest)).toThrow('weights must hold "norm_f.weight", got none');
  });
});
