import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/core/errors.ts";
import { SparseMatrix } from "../../../src/lsrl/matrix.ts";
import {
  createRunner,
  Network,
  packNetwork,
  type Stage,
  stageMatrices,
  tapeSlots,
} from "../../../src/lsrl/network/index.ts";
import { randomSequence } from "../random-program.ts";
import { randomNetwork } from "./random-network.ts";

const seeds = Array.from({ length: 30 }, (_, seed) => seed);

describe("packNetwork", () => {
  it("lays out the token, each stage and the output on one tape", () => {
    const state: Stage = {
      kind: "LinState",
      width: 2,
      A: SparseMatrix.fromRows([
        [0, 2],
        [0, 0],
      ]),
      B: SparseMatrix.fromRows([[3], [4]]),
      bias: Float64Array.of(5, 6),
      initState: Float64Array.of(7, 8),
    };
    const product: Stage = {
      kind: "Multiplicative",
      width: 1,
      gate: { weights: SparseMatrix.fromRows([[9, 0]]), bias: Float64Array.of(10) },
      value: { weights: SparseMatrix.fromRows([[0, 11]]), bias: Float64Array.of(12) },
    };
    const network = new Network({
      inputDim: 1,
      stages: [state, product],
      readout: { weights: SparseMatrix.fromRows([[13]]), bias: Float64Array.of(14) },
    });

    expect(packNetwork(network)).toEqual({
      inputDim: 1,
      outputDim: 1,
      kinds: Uint8Array.of(3, 2, 0),
      widths: Int32Array.of(2, 1, 1),
      // Two rows of the state, then gate, value and read-out.
      rowStarts: Int32Array.of(0, 2, 3, 4, 5, 6),
      columns: Int32Array.of(2, 0, 0, 1, 2, 3), // tape: token, state 0 and 1, product, output
      values: Float64Array.of(2, 3, 4, 9, 11, 13),
      bias: Float64Array.of(5, 6, 10, 12, 14),
      initialTape: Float64Array.of(0, 7, 8, 0, 0),
    });
    expect(tapeSlots(network)).toEqual([
      { kind: "LinState", offset: 1, width: 2 },
      { kind: "Multiplicative", offset: 3, width: 1 },
      { kind: "readout", offset: 4, width: 1 },
    ]);
  });

  it.each(seeds)("holds every weight once, and reads only the stage before (seed %d)", (seed) => {
    const network = randomNetwork(seed);
    const { columns, rowStarts, bias, kinds, widths, values } = packNetwork(network);
    const stored = network.stages.flatMap((stage) =>
      Object.values(stageMatrices(stage)).map(({ numNonZeros }) => numNonZeros),
    );
    const total = stored.reduce((sum, count) => sum + count, network.readout.weights.numNonZeros);

    const slots = tapeSlots(network);
    let row = 0;
    const isLocal = slots.every(({ offset, width }, s) => {
      const before = s === 0 ? 0 : slots[s - 1]!.offset;
      const end = kinds[s] === 3 ? offset + width : offset; // a state reads itself too
      const rows = kinds[s] === 2 ? 2 * widths[s]! : widths[s]!;
      row += rows;
      return columns
        .subarray(rowStarts[row - rows], rowStarts[row])
        .every((place) => place >= before && place < end);
    });

    expect(isLocal).toBe(true);
    expect(values).toHaveLength(total);
    expect(rowStarts).toHaveLength(bias.length + 1);
    expect(row).toBe(bias.length);
  });
});

describe("createRunner", () => {
  it.each(seeds)("leaves every unit on the tape, and starts anew after reset (seed %d)", (seed) => {
    const network = randomNetwork(seed);
    const sequence = randomSequence(seed, network.inputDim, 4);
    const program = network.toProgram();
    const affine = program.nodes.filter(
      ({ kind }, i) => i > 0 && (kind !== "Linear" || i === program.nodes.length - 1),
    );
    const traces = program.trace(sequence, { nodes: affine });
    const runner = network.createRunner();

    for (let round = 0; round < 2; round += 1) {
      sequence.forEach((token, t) => {
        runner.step(token);
        const units = traces.flatMap(({ values }) => values[t]!);
        expect(Array.from(runner.tape)).toEqual([...token, ...units]);
      });
      runner.reset();
      expect(Array.from(runner.tape)).toEqual(Array.from(packNetwork(network).initialTape));
    }
  });

  it("needs nothing from outside itself: its source alone runs a network", () => {
    const network = randomNetwork(5);
    const sequence = randomSequence(5, network.inputDim, 3);
    const packed = packNetwork(network);

    const fromSource: typeof createRunner = new Function(`return ${createRunner.toString()}`)();
    const { tape, step } = fromSource(packed);
    const outputs = sequence.map((token) => {
      step(token);
      return Array.from(tape.slice(tape.length - packed.outputDim));
    });

    expect(outputs).toEqual(network.run(sequence));
  });

  it("knows two number types", () => {
    const name: string = "exact";

    // @ts-expect-error -- exact arithmetic is the program's
    const create = () => randomNetwork(1).createRunner(name);

    expect(create).toThrow(ConfigError);
    expect(create).toThrow(
      'createRunner: arithmetic must be one of float64, float32, got "exact".',
    );
  });

  it("keeps nothing on the tape that float32 has not (seed 2)", () => {
    const network = randomNetwork(2);
    const [single, double] = [network.createRunner("float32"), network.createRunner("float64")];

    for (const token of randomSequence(2, network.inputDim, 3)) {
      single.step(token);
      double.step(token);
    }

    expect(single.tape).toEqual(single.tape.map((value) => Math.fround(value)));
    expect(single.tape).not.toEqual(double.tape);
  });
});
