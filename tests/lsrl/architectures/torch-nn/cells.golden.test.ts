import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { ModelDtype, StateDict } from "../../../../src/lsrl/architectures/model.ts";
import { createGruCell } from "../../../../src/lsrl/architectures/torch-nn/gru-cell.ts";
import { createLstmCell } from "../../../../src/lsrl/architectures/torch-nn/lstm-cell.ts";
import type { TorchCell } from "../../../../src/lsrl/architectures/torch-nn/recurrent-weights.ts";
import { createRnnCell } from "../../../../src/lsrl/architectures/torch-nn/rnn-cell.ts";
import { readFormat } from "../../golden-files.ts";

const rows = z.array(z.array(z.number()));

const goldenCase = z.object({
  id: z.string(),
  cell: z.string(),
  weights: z.record(z.string(), z.union([z.array(z.number()), rows])),
  sequence: rows,
  output: rows,
  h0: rows.optional(),
  c0: rows.optional(),
  hN: rows,
  cN: rows.optional(),
  atol: z.number(),
});

type GoldenCell = z.infer<typeof goldenCase>;

const cases: readonly GoldenCell[] = readFormat("lsrl-golden-cells/1").flatMap((content) =>
  z
    .object({ cases: z.array(z.looseObject({ cell: z.string() })) })
    .parse(content)
    .cases.filter(({ cell }) => cell.startsWith("torch.nn."))
    .map((candidate) => goldenCase.parse(candidate)),
);

function toStateDict(weights: GoldenCell["weights"], dtype: ModelDtype): StateDict {
  const entries = Object.entries(weights).map(([name, values]) => {
    const [first] = values;
    const shape = Array.isArray(first) ? [values.length, first.length] : [values.length];
    const data =
      dtype === "float32" ? Float32Array.from(values.flat()) : Float64Array.from(values.flat());
    return [name, { shape, data }] as const;
  });
  return Object.fromEntries(entries);
}

/** The cell of a case, and its `c_n` where it has one. */
function createCell(
  { cell, weights, h0, c0 }: GoldenCell,
  dtype: ModelDtype,
): { cell: TorchCell; cellStates?: () => number[][] } {
  const state = toStateDict(weights, dtype);
  const options = { dtype, ...(h0 && { initHidden: h0 }) };
  if (cell === "torch.nn.LSTM") {
    const lstm = createLstmCell(state, { ...options, ...(c0 && { initCell: c0 }) });
    return { cell: lstm, cellStates: lstm.cellStates };
  }
  if (cell === "torch.nn.GRU") return { cell: createGruCell(state, options) };
  const nonlinearity = cell.endsWith("relu") ? "relu" : "tanh";
  return { cell: createRnnCell(state, { ...options, nonlinearity }) };
}

function run(cell: TorchCell, sequence: GoldenCell["sequence"]): number[] {
  return sequence.flatMap((x) => Array.from(cell.step(x)));
}

describe.each(cases)("$id", (golden) => {
  const tolerance = { rtol: 0, atol: golden.atol };

  it("has the library's outputs and final states", () => {
    const { cell, cellStates } = createCell(golden, "float64");

    expect(run(cell, golden.sequence)).toBeAllclose(golden.output.flat(), tolerance);
    expect(cell.hidden().flat()).toBeAllclose(golden.hN.flat(), tolerance);
    expect(cellStates?.().flat() ?? []).toBeAllclose(golden.cN?.flat() ?? [], tolerance);
  });

  it("starts again after a reset", () => {
    const { cell } = createCell(golden, "float64");
    const first = run(cell, golden.sequence);
    cell.reset();

    expect(run(cell, golden.sequence)).toEqual(first);
  });

  it("is within rounding of it in float32, and holds numbers of that type", () => {
    const { cell } = createCell(golden, "float32");
    const outputs = run(cell, golden.sequence);

    // A few roundings to 2^-24 per gate, layer and step, of values up to 3.
    expect(outputs).toBeAllclose(golden.output.flat(), { rtol: 0, atol: 2e-6 });
    expect(outputs).toEqual(outputs.map(Math.fround));
  });
});

describe("the cells", () => {
  const [golden] = cases;
  const weights = toStateDict(golden!.weights, "float64");

  it("name the weight that is absent", () => {
    const { bias_hh_l1: _, ...rest } = weights;

    expect(() => createRnnCell(rest)).toThrow('weights must hold "bias_hh_l1", got none');
    expect(() => createRnnCell({})).toThrow('weights must hold "weight_ih_l0"');
  });

  it("refuse weights of another module", () => {
    expect(() => createGruCell(weights)).toThrow(
      "weight_ih_l0: expected shape [12, input], got [4, 3]",
    );
  });

  it("refuse an initial state of another shape", () => {
    expect(() => createRnnCell(weights, { initHidden: [[0, 0, 0, 0]] })).toThrow(
      "initial state: expected shape [2, 4], got [1, 4]",
    );
  });
});
