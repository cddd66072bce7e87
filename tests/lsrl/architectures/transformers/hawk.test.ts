import { describe, expect, it } from "vitest";
import { emitGriffin } from "../../../../src/lsrl/architectures/transformers/griffin.ts";
import { emitHawk } from "../../../../src/lsrl/architectures/transformers/hawk.ts";
import {
  createRecurrentGemmaCell,
  roundToBfloat16,
} from "../../../../src/lsrl/architectures/transformers/hawk-cell.ts";
import { affine, networkOf, reluStage, stateStage } from "../hand-made-networks.ts";

const counter = stateStage({ A: [[1]], B: [[1]], bias: [1], initState: [-1] });
const bits = { min: 0, max: 1 };

describe("emitHawk", () => {
  it("names arrays and options as the library does", () => {
    const model = emitHawk(networkOf(1, [counter, reluStage(affine([[1], [-1]]))]));

    expect(model).toMatchObject({
      architecture: "hawk",
      library: "transformers.RecurrentGemmaModel",
      dtype: "float32",
      config: {
        hidden_size: 16,
        num_hidden_layers: 1,
        lru_width: 4,
        intermediate_size: 4,
        conv1d_width: 4,
        block_types: ["recurrent"],
      },
    });
    expect(Object.keys(model.weights)).toEqual([
      "embed_tokens.weight",
      "layers.0.temporal_pre_norm.weight",
      "layers.0.temporal_block.linear_y.weight",
      "layers.0.temporal_block.linear_y.bias",
      "layers.0.temporal_block.linear_x.weight",
      "layers.0.temporal_block.linear_x.bias",
      "layers.0.temporal_block.linear_out.weight",
      "layers.0.temporal_block.linear_out.bias",
      "layers.0.temporal_block.conv_1d.weight",
      "layers.0.temporal_block.conv_1d.bias",
      "layers.0.temporal_block.rg_lru.recurrent_param",
      "layers.0.temporal_block.rg_lru.input_gate_weight",
      "layers.0.temporal_block.rg_lru.input_gate_bias",
      "layers.0.temporal_block.rg_lru.recurrent_gate_weight",
      "layers.0.temporal_block.rg_lru.recurrent_gate_bias",
      "layers.0.channel_pre_norm.weight",
      "layers.0.mlp_block.gate_proj.weight",
      "layers.0.mlp_block.gate_proj.bias",
      "layers.0.mlp_block.up_proj.weight",
      "layers.0.mlp_block.up_proj.bias",
      "layers.0.mlp_block.down_proj.weight",
      "layers.0.mlp_block.down_proj.bias",
      "final_norm.weight",
    ]);
  });

  it("uses the convolution if it may, and then starts at any position", () => {
    const byConvolution = emitHawk(networkOf(1, [counter]), { maxLength: 9 });
    const byRecurrence = emitHawk(networkOf(1, [counter]));

    expect(byConvolution).toMatchObject({ firstPosition: 0, config: { conv1d_width: 9 } });
    expect(byRecurrence).toMatchObject({ firstPosition: 1, config: { conv1d_width: 4 } });
    expect(byConvolution.guarantee.conditions).not.toContain("position_ids");
    expect(byRecurrence.guarantee.conditions).toContain("position_ids start at 1");
  });

  it("counts without end in float32, where exp(-eta) rounds to 1 and exp(-2 eta) does not", () => {
    const zeros = new Array<number>(5000).fill(0);
    const model = emitHawk(networkOf(1, [counter]));

    expect(model.run(zeros).flat()).toEqual(zeros.map((_, t) => t));
    expect(model.guarantee).toMatchObject({ kind: "exact", errorBound: 0 });
  });

  it.each([{ eta: 1e-3 }, { eta: 1e-5 }])(
    "errs by less than its bound, and not by much less, with eta $eta",
    ({ eta }) => {
      const maxLength = 100;
      // What is summed is the token and 1: at most 2, here always.
      const network = networkOf(1, [counter], undefined, bits);
      const model = emitHawk(network, { mode: "lru", maxLength, eta, dtype: "float64" });
      const ones = new Array<number>(maxLength).fill(1);

      const [last = 0] = model.run(ones).at(-1) ?? [];
      const error = 2 * maxLength - 1 - last;

      expect(model.guarantee.kind).toBe("bounded");
      expect(error).toBeLessThan(model.guarantee.errorBound);
      expect(error).toBeGreaterThan(0.9 * model.guarantee.errorBound);
    },
  );

  it("states no bound where it knows no greatest summand or no length", () => {
    const unknown = emitHawk(networkOf(1, [counter]), { mode: "lru", maxLength: 9, eta: 1e-4 });
    const endless = emitHawk(networkOf(1, [counter], undefined, bits), { eta: 1e-4 });

    expect(unknown.guarantee.errorBound).toBe(Number.POSITIVE_INFINITY);
    expect(endless.guarantee.errorBound).toBe(Number.POSITIVE_INFINITY);
  });

  it("refuses an eta that leaves nothing of the input", () => {
    expect(() => emitHawk(networkOf(1, [counter]), { eta: 1e-9 })).toThrow(
      "emitHawk: eta must be so large that exp(-2 eta) is below 1 in float32, got 1e-9",
    );
  });
});

describe("emitGriffin", () => {
  const stages = [
    counter,
    reluStage(affine([[1], [-1]])),
    reluStage(affine([[2, 1]])),
    reluStage(affine([[1]], [1])),
    counter,
  ];

  it("puts an attention block after every two recurrent ones, and no state into it", () => {
    const model = emitGriffin(networkOf(1, stages));

    // S R, R, (attention) R, S
    expect(model.config["block_types"]).toEqual([
      "recurrent",
      "recurrent",
      "attention",
      "recurrent",
    ]);
    expect(model.weights).toMatchObject({
      "layers.2.temporal_block.k_proj.weight": { shape: [4, 16] },
    });
    expect(model.run([1, 0, 2])).toEqual(networkOf(1, stages).run([1, 0, 2]));
  });

  it("leaves attention unused where a state comes next", () => {
    const network = networkOf(1, [counter, counter, counter]);
    const model = emitGriffin(network);

    expect(model.config["block_types"]).toEqual([
      "recurrent",
      "recurrent",
      "attention",
      "recurrent",
    ]);
    expect(model.run([1, 0, 2])).toEqual(network.run([1, 0, 2]));
  });

  it("names itself in errors", () => {
    const negative = networkOf(1, [stateStage({ A: [[-1]], B: [[1]] })]);

    expect(() => emitGriffin(negative)).toThrow("emitGriffin: stage 0 (S): without maxLength");
  });
});

describe("createRecurrentGemmaCell", () => {
  it("refuses attention that would add something", () => {
    const { weights } = emitGriffin(networkOf(1, [counter, counter, counter]));
    const name = "layers.2.temporal_block.o_proj.bias";
    const changed = { ...weights, [name]: { shape: [16], data: new Float32Array(16).fill(1) } };

    expect(() => createRecurrentGemmaCell(changed)).toThrow(
      "createRecurrentGemmaCell: layers.2.temporal_block.o_proj must be 0",
    );
  });
});

describe("roundToBfloat16", () => {
  it.each([
    { value: 16, rounded: 16 },
    { value: Math.sqrt(2560), rounded: 50.5 }, // 50.596.., in steps of 1/4
    { value: 1 + 2 ** -8, rounded: 1 }, // a tie, to even
    { value: 1 + 3 * 2 ** -8, rounded: 1 + 2 ** -6 },
  ])("rounds $value to $rounded", ({ value, rounded }) => {
    expect(roundToBfloat16(value)).toBe(rounded);
  });
});
