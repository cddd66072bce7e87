import { describe, expect, it } from "vitest";
import { ConfigError, ShapeError } from "../../../src/core/errors.ts";
import { SparseMatrix } from "../../../src/lsrl/matrix.ts";
import { Network, type Stage } from "../../../src/lsrl/network/index.ts";
import { largestValue, randomSequence } from "../random-program.ts";
import { randomNetwork } from "./random-network.ts";

const seeds = Array.from({ length: 60 }, (_, seed) => seed);

function map(rows: number[][], bias: number[]) {
  return { weights: SparseMatrix.fromRows(rows), bias: Float64Array.from(bias) };
}

/** Counts the tokens from -1, then `max(0, c)` and `max(0, 1 - c)`, then their sum and product. */
function handMade(): Network {
  const state: Stage = {
    kind: "LinState",
    width: 1,
    A: SparseMatrix.identity(1),
    B: SparseMatrix.identity(1),
    bias: Float64Array.of(0),
    initState: Float64Array.of(-1),
  };
  const rectified: Stage = { kind: "ReLU", width: 2, map: map([[1], [-1]], [0, 1]) };
  const product: Stage = {
    kind: "Multiplicative",
    width: 2,
    gate: map(
      [
        [1, 0],
        [0, 0],
      ],
      [0, 1],
    ),
    value: map(
      [
        [0, 1],
        [1, 1],
      ],
      [0.5, 0],
    ),
  };
  return new Network({
    inputDim: 1,
    stages: [state, rectified, product],
    readout: map(
      [
        [0, 1],
        [1, 0],
      ],
      [0, 0],
    ),
  });
}

describe("Network.run", () => {
  it("computes each kind of stage from the one before", () => {
    // c = 0, 1, 3; [R(c), R(1 - c)] = [0, 1], [1, 0], [3, 0].
    expect(handMade().run([1, 1, 2])).toEqual([
      [1, 0],
      [1, 0.5],
      [3, 1.5],
    ]);
  });

  it.each(seeds)("agrees bit for bit with the program of the network (seed %d)", (seed) => {
    const network = randomNetwork(seed);
    const sequence = randomSequence(seed, network.inputDim, 6);
    const program = network.toProgram();

    for (const arithmetic of ["float64", "float32", "exact"] as const) {
      expect(network.run(sequence, { arithmetic })).toEqual(program.run(sequence, { arithmetic }));
    }
  });

  it.each(seeds)("is near in every arithmetic (seed %d)", (seed) => {
    const network = randomNetwork(seed);
    const sequence = randomSequence(seed, network.inputDim, 6);
    const exact = network.run(sequence, { arithmetic: "exact" }).flat();
    const scale = largestValue(network.toProgram(), sequence);

    // Some hundred roundings of half a unit in the last place of the largest value.
    expect(network.run(sequence).flat()).toBeAllclose(exact, { rtol: 0, atol: 1e-14 * scale });
    expect(network.run(sequence, { arithmetic: "float32" }).flat()).toBeAllclose(exact, {
      rtol: 0,
      atol: 1e-5 * scale,
    });
  });

  it("starts from fresh states every time, for one token too", () => {
    const network = handMade();

    expect(network.run([2])).toEqual([[1, 0.5]]);
    expect(network.run([2])).toEqual([[1, 0.5]]);
    expect(network.run([])).toEqual([]);
  });

  it("maps the token at once where there is no stage", () => {
    const network = new Network({
      inputDim: 2,
      stages: [],
      readout: map([[1, 2]], [3]),
    });

    expect(network.run([[1, 1]])).toEqual([[6]]);
    expect(network.toProgram().run([[1, 1]])).toEqual([[6]]);
    expect(network.size()).toMatchObject({ numStages: 0, maxWidth: 0, numParameters: 3 });
  });

  it("hides no overflow: a ReLU of NaN is NaN, as in the program", () => {
    const network = new Network({
      inputDim: 1,
      stages: [
        { kind: "ReLU", width: 1, map: map([[1e308]], [0]) },
        { kind: "ReLU", width: 2, map: map([[1e308], [1e308]], [0, 0]) },
        { kind: "ReLU", width: 1, map: map([[1, -1]], [0]) }, // Infinity - Infinity
      ],
      readout: map([[1]], [0]),
    });

    expect(network.toProgram().run([1])).toEqual([[Number.NaN]]);
    expect(network.run([1])).toEqual([[Number.NaN]]);
  });

  it("refuses tokens of another shape, or outside the bounds it was compiled for", () => {
    const network = randomNetwork(3, { min: 0, max: 1 });
    const inside = new Array<number>(network.inputDim).fill(1);

    const short = () => network.run([inside, [...inside, 1]]);
    const outside = () => network.run([inside.map(() => 2)]);

    expect(short).toThrow(ShapeError);
    expect(short).toThrow(
      `run: token 1: expected shape [${inside.length}], got [${inside.length + 1}]`,
    );
    expect(outside).toThrow(ConfigError);
    expect(outside).toThrow("run: token 0 must be within [0, 1], got 2");
    expect(network.toProgram().input.bounds).toEqual({ min: 0, max: 1 });
  });

  it("refuses an arithmetic that it does not know", () => {
    const name: string = "float16";

    // @ts-expect-error -- a name that is not known is a type error first
    expect(() => handMade().run([1], { arithmetic: name })).toThrow(
      'createRunner: arithmetic must be one of float64, float32, got "float16". Did you mean "float64"?',
    );
  });
});

describe("Network.stream", () => {
  it("runs over 1e5 tokens in constant memory, a token at a time", () => {
    const network = handMade();
    let [numTaken, last] = [0, [Number.NaN]];
    function* tokens() {
      for (let t = 0; t < 100_000; t += 1) {
        numTaken += 1;
        yield t % 2 === 0 ? 1 : -1;
      }
    }

    let furthestAhead = 0;
    let numOutputs = 0;
    let heapBefore = 0;
    for (const output of network.stream(tokens())) {
      numOutputs += 1;
      furthestAhead = Math.max(furthestAhead, numTaken - numOutputs);
      last = output;
      if (numOutputs === 1000) heapBefore = process.memoryUsage().heapUsed;
    }

    expect(numOutputs).toBe(100_000);
    expect(furthestAhead).toBe(0);
    expect(last).toEqual([2, 0]); // c = -1 after an even number of tokens
    // Loose: garbage that is not yet collected counts. Outputs that are kept would take 8 MB.
    expect(process.memoryUsage().heapUsed - heapBefore).toBeLessThan(64 * 2 ** 20);
  });
});

describe("Network.step and reset", () => {
  it.each(seeds)("go through the states that run goes through (seed %d)", (seed) => {
    const network = randomNetwork(seed);
    const sequence = randomSequence(seed, network.inputDim, 5);
    const expected = network.run(sequence);

    expect(sequence.map((token) => network.step(token))).toEqual(expected);
    network.reset();
    expect(sequence.map((token) => network.step(token))).toEqual(expected);
  });
});

describe("Network.toProgram", () => {
  it.each(seeds)("has as many parameters as the network (seed %d)", (seed) => {
    const network = randomNetwork(seed);

    const { numParameters, numNonZeros } = network.toProgram().size();

    expect(network.size()).toMatchObject({ numParameters, numNonZeros });
  });

  it("is a path: every node reads the one before", () => {
    const { nodes } = handMade().toProgram();

    expect(nodes.map(({ kind }) => kind)).toEqual([
      "Input",
      "LinState",
      "Linear",
      "ReLU",
      "Linear",
      "Multiplicative",
      "Linear",
    ]);
    expect(nodes.slice(1).every((node, i) => node.operands[0] === nodes[i])).toBe(true);
  });
});

describe("Network.size", () => {
  it("counts stages, units, and the entries of matrices and vectors", () => {
    expect(handMade().size()).toEqual({
      numStages: 3,
      stages: "SRM",
      maxWidth: 2,
      widths: [1, 2, 2],
      // S 1 + 1 + 1, R 2 + 2, M 2 * (4 + 2), read-out 4 + 2
      numParameters: 25,
      // S 2, R 2 + 1, M 1 + 1 + 3 + 1, read-out 2
      numNonZeros: 13,
    });
  });
});
