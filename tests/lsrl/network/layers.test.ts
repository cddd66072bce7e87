import { describe, expect, it } from "vitest";
import { createLayerRunner, toLayers } from "../../../src/lsrl/network/index.ts";
import {
  affine,
  networkOf,
  productStage,
  reluStage,
  stateStage,
} from "../architectures/hand-made-networks.ts";
import { randomSequence } from "../random-program.ts";
import { randomNetwork } from "./random-network.ts";

const counter = stateStage({ A: [[1]], B: [[1]], bias: [1], initState: [-1] });
const step = [reluStage(affine([[4], [4]], [0, -1])), reluStage(affine([[1, -1]]))];
const seeds = Array.from({ length: 300 }, (_, seed) => seed);

describe("toLayers", () => {
  it("makes one layer of a state and the ReLUs after it", () => {
    const { layers, isLinear } = toLayers(networkOf(1, [counter, ...step, counter]));

    expect(layers.map(({ kind }) => kind)).toEqual(["linear", "linear"]);
    expect(layers.map(({ phi }) => phi)).toMatchObject([{ length: 2 }, { length: 0 }]);
    expect(isLinear).toBe(true);
  });

  it("lets a state that is its input stand before what has none", () => {
    const product = productStage(affine([[1, 0]]), affine([[0, 1]]));
    const { layers, isLinear } = toLayers(networkOf(2, [product, ...step]));

    expect(layers.map(({ kind }) => kind)).toEqual(["gated", "linear"]);
    expect(layers.map(({ A, B }) => [A.numNonZeros, B.toRows()])).toEqual([
      [
        0,
        [
          [1, 0],
          [0, 1],
        ],
      ],
      [0, [[1]]],
    ]);
    expect(isLinear).toBe(false);
  });

  it("computes what the network does, bit for bit (seeds 0 to 299)", () => {
    const wrong = seeds.filter((seed) => {
      const network = randomNetwork(seed);
      const sequence = randomSequence(seed, network.inputDim, 6);
      const outputs = toLayers(network).run(sequence).flat();
      // -0 and 0 are equal here.
      return network
        .run(sequence)
        .flat()
        .some((value, i) => value !== outputs[i]);
    });

    expect(wrong).toEqual([]);
  });

  it("checks tokens as the network does", () => {
    const layered = toLayers(networkOf(1, [counter], undefined, { min: 0, max: 1 }));

    expect(() => layered.run([0, 2])).toThrow("token 1 must be within [0, 1], got 2");
  });
});

describe("size", () => {
  it("counts states, maps and the read-out", () => {
    const product = productStage(affine([[1, 0]], [0.5]), affine([[0, 1]]));
    const size = toLayers(networkOf(2, [product, ...step], affine([[3]], [1]))).size();

    expect(size).toEqual({
      numLayers: 2,
      maxWidth: 2,
      // A and B 2 x 2, bias, gamma and phi; A, B and bias of one unit, phi with 2 and 1; the read-out.
      numParameters: 4 + 4 + 2 + 3 + 3 + (3 + 4 + 3) + 2,
      numNonZeros: 2 + 2 + 1 + (1 + 3 + 2) + 2,
      layers: [
        { kind: "gated", widths: [2, 1], numParameters: 16, numNonZeros: 5 },
        { kind: "linear", widths: [1, 2, 1], numParameters: 10, numNonZeros: 6 },
      ],
    });
  });
});

describe("createLayerRunner", () => {
  it("starts again after a reset", () => {
    const runner = createLayerRunner(toLayers(networkOf(1, [counter])).layers);
    const outputs = [1, 1].map((x) => runner.step([x])[0]);
    runner.reset();

    expect(outputs).toEqual([1, 3]);
    expect(runner.step([1])[0]).toBe(1);
  });

  it("rounds every weight, product and sum to float32 as the network's runner does", () => {
    const wrong = seeds.filter((seed) => {
      const network = randomNetwork(seed);
      const sequence = randomSequence(seed, network.inputDim, 6).map((x) => x.map(Math.fround));
      const runner = createLayerRunner(toLayers(network).layers, true);
      const own = network.createRunner("float32");
      const lastWidth = network.stages.at(-1)?.width ?? network.inputDim;
      return sequence.some((token) => {
        own.step(token);
        const end = own.tape.length - network.outputDim;
        const expected = Array.from(own.tape.subarray(end - lastWidth, end));
        return Array.from(runner.step(token)).some((value, i) => value !== expected[i]);
      });
    });

    expect(wrong).toEqual([]);
  });
});
