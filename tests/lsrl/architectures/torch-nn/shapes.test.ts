import { describe, expect, it } from "vitest";
import { emitGru } from "../../../../src/lsrl/architectures/torch-nn/gru.ts";
import { emitLstm } from "../../../../src/lsrl/architectures/torch-nn/lstm.ts";
import { emitReluRnn } from "../../../../src/lsrl/architectures/torch-nn/relu-rnn.ts";
import { emitTanhRnn } from "../../../../src/lsrl/architectures/torch-nn/tanh-rnn.ts";
import { affine, networkOf, reluStage, stateStage } from "../hand-made-networks.ts";

const counter = stateStage({ A: [[1]], B: [[1, 0, 0]], bias: [1], initState: [-1] });
const network = networkOf(3, [counter, reluStage(affine([[1], [-1]]))]);

const emitters = [
  {
    name: "emitReluRnn",
    emit: emitReluRnn,
    library: "torch.nn.RNN",
    rows: 1,
    config: { input_size: 3, hidden_size: 2, num_layers: 2, nonlinearity: "relu" },
  },
  {
    name: "emitTanhRnn",
    emit: emitTanhRnn,
    library: "torch.nn.RNN",
    rows: 1,
    config: { input_size: 3, hidden_size: 4, num_layers: 5, nonlinearity: "tanh" },
  },
  {
    name: "emitLstm",
    emit: emitLstm,
    library: "torch.nn.LSTM",
    rows: 4,
    config: { input_size: 3, hidden_size: 2, num_layers: 2 },
  },
  {
    name: "emitGru",
    emit: emitGru,
    library: "torch.nn.GRU",
    rows: 3,
    config: { input_size: 3, hidden_size: 4, num_layers: 3 },
  },
];

describe.each(emitters)("$name", ({ emit, library, rows, config }) => {
  it("names arrays and options as the library does, padded to the widest layer", () => {
    const model = emit(network);
    const { hidden_size: hidden, num_layers: numLayers } = config;

    expect(model).toMatchObject({ library, dtype: "float64", config });
    const shapes = Object.entries(model.weights).map(([key, { shape }]) => [key, shape]);
    expect(shapes).toEqual(
      Array.from({ length: numLayers }, (_, k) => [
        [`weight_ih_l${k}`, [rows * hidden, k === 0 ? 3 : hidden]],
        [`weight_hh_l${k}`, [rows * hidden, hidden]],
        [`bias_ih_l${k}`, [rows * hidden]],
        [`bias_hh_l${k}`, [rows * hidden]],
      ]).flat(),
    );
    expect(model.readOut.weights.columns).toBe(hidden);
  });

  it("has one layer where the network has no stage", () => {
    expect(emit(networkOf(3, [])).config).toMatchObject({ num_layers: 1 });
  });

  it("names the stage whose weights overflow float32, and emits it in float64", () => {
    const steep = networkOf(1, [reluStage(affine([[1]])), reluStage(affine([[-(2 ** 130)]], [1]))]);

    expect(() => emit(steep, { dtype: "float32" })).toThrow(
      /stage 1 \(R\): weights must be finite in float32 after a scaling by powers of two, got -.*e\+\d+\. Build the program with smaller constants, or emit float64\./,
    );
    expect(emit(steep).run([2 ** -130, 0])).toEqual([[0], [1]]);
  });
});

describe("emitReluRnn", () => {
  it("keeps one unit for a state that has one sign, counted from its start", () => {
    const signs = [
      { min: 2, max: 9 }, // from 2 on upwards
      { min: -5, max: 0 },
      { min: -3, max: 3 },
    ];
    const states = stateStage({
      A: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, -1],
      ],
      B: [[1], [-1], [1]],
      initState: [2, 0, 0],
    });
    const model = emitReluRnn(networkOf(1, [{ ...states, bounds: signs }]));

    expect(model.config).toMatchObject({ hidden_size: 4 });
    expect(model.run([1, 0, 2])).toEqual([
      [3, -1, 1],
      [3, -1, -1],
      [5, -3, 3],
    ]);
  });
});
