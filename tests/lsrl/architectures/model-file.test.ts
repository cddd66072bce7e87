import { describe, expect, it } from "vitest";
import { ReproError } from "../../../src/core/errors.ts";
import { createRandom } from "../../../src/core/random.ts";
import { decodeSafetensors, encodeSafetensors } from "../../../src/core/safetensors.ts";
import {
  architectureNames,
  emit,
  fromSafetensors,
  toSafetensors,
} from "../../../src/lsrl/architectures/index.ts";
import { affine, networkOf, productStage, reluStage, stateStage } from "./hand-made-networks.ts";

const counter = stateStage({ A: [[1]], B: [[1, 0]], bias: [1], initState: [-1] });
const relus = reluStage(affine([[1], [-1]], [0.1, 0.3]));
const network = networkOf(2, [counter, relus], affine([[1.1, -0.7]], [0.1]), { min: -4, max: 4 });
const sequence = [
  [1, 0],
  [-3, 2],
  [0.25, 1],
];

describe("toSafetensors", () => {
  it("keeps the names of the library, the maps around the module, and notes", () => {
    const model = emit(network, { architecture: "lstm", dtype: "float32" });

    const { tensors, metadata } = decodeSafetensors(toSafetensors(model));

    expect(new Set(Object.keys(tensors))).toEqual(
      new Set([...Object.keys(model.weights), "read_out.weight", "read_out.bias"]),
    );
    expect(tensors["weight_ih_l0"]).toEqual(model.weights["weight_ih_l0"]);
    expect(tensors["read_out.bias"]).toEqual({ shape: [1], data: Float32Array.of(0.1) });
    expect(metadata).toMatchObject({
      format: "pt",
      triptych: "triptych/lsrl-model/1",
      architecture: "lstm",
      library: "torch.nn.LSTM",
      dtype: "float32",
      config: '{"input_size":2,"hidden_size":2,"num_layers":2}',
      input_bounds: '{"min":-4,"max":4}',
    });
  });
});

describe("fromSafetensors", () => {
  it.each(
    architectureNames.flatMap((architecture) => [
      { architecture, dtype: "float64" as const },
      { architecture, dtype: "float32" as const },
    ]),
  )("reads $architecture in $dtype, to run as before", ({ architecture, dtype }) => {
    const model = emit(network, { architecture, dtype });

    const { run, readIn, readOut, ...rest } = fromSafetensors(toSafetensors(model));

    const { run: _, readIn: before, readOut: __, ...expected } = model;
    expect(rest).toEqual(expected);
    expect(readIn?.weights.toRows()).toEqual(before?.weights.toRows());
    // The read-out is rounded to the type of the file.
    const outputs = model.run(sequence).flat();
    const tolerance = dtype === "float64" ? { rtol: 0, atol: 0 } : { rtol: 1e-6, atol: 1e-6 };
    expect(run(sequence).flat()).toBeAllclose(outputs, tolerance);
    expect(readOut.weights.rows).toBe(1);
    expect(() => run([[5, 0]])).toThrow("must be within [-4, 4], got 5");
  });

  it("remembers horizons, first positions and bounds without end", () => {
    const shift = networkOf(1, [stateStage({ A: [[-1]], B: [[1]] })]);
    const hawk = fromSafetensors(
      toSafetensors(emit(shift, { architecture: "hawk", maxLength: 5 })),
    );
    const count = networkOf(1, [stateStage({ A: [[1]], B: [[1]] })]);
    const recurrent = fromSafetensors(toSafetensors(emit(count, { architecture: "hawk" })));
    const product = productStage(affine([[1, 0]]), affine([[0, 1]]));
    const lstm = emit(networkOf(2, [product]), { architecture: "lstm", products: "analogue" });

    expect(hawk.maxLength).toBe(5);
    expect(() => hawk.run([1, 2, 3, 4, 5, 6])).toThrow("at most 5 tokens");
    expect(recurrent.firstPosition).toBe(1);
    expect(recurrent.run([1, 2])).toEqual([[1], [3]]);
    expect(fromSafetensors(toSafetensors(lstm)).guarantee).toEqual(lstm.guarantee);
  });

  const whole = decodeSafetensors(toSafetensors(emit(network, { architecture: "gru" })));
  const changed = (tensors: object, metadata: object = {}) =>
    encodeSafetensors({
      tensors: { ...whole.tensors, ...tensors },
      metadata: { ...whole.metadata, ...metadata },
    });

  it.each([
    {
      name: "another file",
      bytes: encodeSafetensors({ tensors: {}, metadata: {} }),
      message: "fromSafetensors: the metadata must be those of triptych/lsrl-model/1, got",
    },
    {
      name: "an unknown architecture",
      bytes: changed({}, { architecture: "gnu" }),
      message: "architecture",
    },
    {
      name: "config that is no JSON",
      bytes: changed({}, { config: "{" }),
      message: "must be JSON",
    },
    {
      name: "config that is a list",
      bytes: changed({}, { config: "[]" }),
      message: "expected record",
    },
    {
      name: "bounds in reverse",
      bytes: changed({}, { input_bounds: '{"min":1,"max":0}' }),
      message: "min must be <= max",
    },
    {
      name: "no size of the input",
      bytes: changed({}, { config: "{}" }),
      message: "config.input_size must be an integer >= 1",
    },
    {
      name: "integers",
      bytes: changed({ bias_ih_l0: { shape: [1], data: BigInt64Array.of(1n) } }),
      message: '"bias_ih_l0" must be an array of floats, got shape [1]',
    },
    {
      name: "an axis larger than the file",
      bytes: changed({ weight_ih_l0: { shape: [0, 2 ** 40], data: new Float64Array(0) } }),
      message: "got shape [0, 1099511627776]",
    },
    {
      name: "a weight of another shape",
      bytes: changed({ bias_ih_l0: { shape: [1], data: new Float64Array(1) } }),
      message: "bias_ih_l0: expected shape [12], got [1]",
    },
  ])("refuses $name", ({ bytes, message }) => {
    expect(() => fromSafetensors(bytes)).toThrow(ReproError);
    expect(() => fromSafetensors(bytes)).toThrow(message);
  });

  it("answers 3,000 damaged files with a model or a ReproError (seed 1)", () => {
    const random = createRandom(1);
    const files = architectureNames.map((architecture) =>
      toSafetensors(emit(networkOf(1, [relus]), { architecture })),
    );
    const failures = Array.from({ length: 3000 }, (_, i) => {
      const bytes = Uint8Array.from(files[i % files.length]!);
      const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
      // A digit for a digit keeps the JSON whole: it is shapes, offsets and notes that change.
      for (let k = 0; k < 40; k += 1) {
        const place = 8 + random.integer(headerLength);
        const isDigit = bytes[place]! >= 48 && bytes[place]! <= 57;
        if (isDigit || random.integer(60) === 0) bytes[place] = 48 + random.integer(10);
      }
      try {
        fromSafetensors(bytes).run([1, 2]);
        return [];
      } catch (error) {
        return error instanceof ReproError ? [] : [error];
      }
    }).flat();

    expect(failures).toEqual([]);
  });
});
