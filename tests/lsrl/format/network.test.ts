import { describe, expect, it } from "vitest";
import { ConfigError, NumericsError, ShapeError } from "../../../src/core/errors.ts";
import { createRandom } from "../../../src/core/random.ts";
import { networkFromJson, networkToJson } from "../../../src/lsrl/format/index.ts";
import { SparseMatrix } from "../../../src/lsrl/matrix.ts";
import { Network } from "../../../src/lsrl/network/index.ts";
import { randomNetwork } from "../network/random-network.ts";
import { randomSequence } from "../random-program.ts";
import { type Json, mutate } from "./mutate.ts";

const seeds = Array.from({ length: 60 }, (_, seed) => seed);
const { NEGATIVE_INFINITY: low, POSITIVE_INFINITY: high } = Number;

/** Through the text of a file. */
function roundTrip(network: Network): Network {
  return networkFromJson(JSON.parse(JSON.stringify(networkToJson(network))));
}

/** The identity on one token, by way of a state that forgets at once, with names and bounds. */
function labelled(): Network {
  return new Network({
    inputDim: 1,
    inputBounds: { min: low, max: -0 },
    stages: [
      {
        kind: "LinState",
        width: 2,
        A: SparseMatrix.zeros(2, 2),
        B: SparseMatrix.fromRows([[1], [5e-324]]),
        bias: Float64Array.of(-0, 0),
        initState: Float64Array.of(0, -0),
        labels: [undefined, "count[0]"],
        bounds: [
          { min: low, max: high },
          { min: -1, max: 0.1 },
        ],
      },
    ],
    readout: { weights: SparseMatrix.fromRows([[1, 0]]), bias: Float64Array.of(0) },
  });
}

describe("networkToJson and networkFromJson", () => {
  it.each(seeds)("give back the same network, bit for bit (seed %d)", (seed) => {
    const network = randomNetwork(seed, seed % 2 === 0 ? undefined : { min: -2, max: 2 });
    const sequence = randomSequence(seed, network.inputDim, 4);

    const copy = roundTrip(network);

    expect({ ...copy }).toEqual({ ...network });
    expect(copy.run(sequence)).toEqual(network.run(sequence));
    expect(networkToJson(copy)).toEqual(networkToJson(network));
  });

  it("keep labels, bounds, infinities, -0 and subnormal numbers", () => {
    const network = labelled();

    const copy = roundTrip(network);

    expect({ ...copy }).toEqual({ ...network }); // toEqual tells -0 from 0
    expect(copy.stages[0]?.labels).toEqual([undefined, "count[0]"]);
  });

  it("write stages in order, matrices as compressed rows", () => {
    expect(networkToJson(labelled())).toEqual({
      format: "triptych/lsrl-network/1",
      inputDim: 1,
      inputBounds: { min: "-Infinity", max: "-0" },
      stages: [
        {
          kind: "LinState",
          A: { rows: 2, columns: 2, rowStarts: [0, 0, 0], entryColumns: [], values: [] },
          B: {
            rows: 2,
            columns: 1,
            rowStarts: [0, 1, 2],
            entryColumns: [0, 0],
            values: [1, 5e-324],
          },
          bias: ["-0", 0],
          initState: [0, "-0"],
          labels: [null, "count[0]"],
          bounds: [
            { min: "-Infinity", max: "Infinity" },
            { min: -1, max: 0.1 },
          ],
        },
      ],
      readout: {
        weights: { rows: 1, columns: 2, rowStarts: [0, 1], entryColumns: [0], values: [1] },
        bias: [0],
      },
    });
  });

  it("refuse to write a bias that is not finite", () => {
    const { inputDim, stages, readout } = labelled();
    const broken = { weights: readout.weights, bias: Float64Array.of(high) };
    const write = () => networkToJson(new Network({ inputDim, stages, readout: broken }));

    expect(write).toThrow(NumericsError);
    expect(write).toThrow("networkToJson: readout.bias must hold finite numbers, got Infinity");
  });
});

/** A matrix of ones. */
function ones(rows: number, columns: number) {
  return {
    rows,
    columns,
    rowStarts: Array.from({ length: rows + 1 }, (_, i) => i * columns),
    entryColumns: Array.from({ length: rows * columns }, (_, k) => k % columns),
    values: new Array<number>(rows * columns).fill(1),
  };
}

function affine(rows: number, columns: number, bias = rows) {
  return { weights: ones(rows, columns), bias: new Array<number>(bias).fill(0) };
}

/** A network on tokens of 2 entries with one stage. */
function document(stage: unknown, readout: unknown = affine(1, 3)): unknown {
  return { format: "triptych/lsrl-network/1", inputDim: 2, stages: [stage], readout };
}

const rectifier = { kind: "ReLU", map: affine(3, 2) };
const product = { kind: "Multiplicative", gate: affine(3, 2), value: affine(3, 2) };
const state = {
  kind: "LinState",
  A: ones(3, 3),
  B: ones(3, 2),
  bias: [0, 0, 0],
  initState: [0, 0, 0],
};

describe("networkFromJson on bad input", () => {
  it.each([
    { name: "ReLU", stage: rectifier, output: [9] },
    { name: "Multiplicative", stage: product, output: [27] },
    { name: "LinState", stage: state, output: [9] },
  ])("takes the good document that the bad ones are made of: $name", ({ stage, output }) => {
    expect(networkFromJson(document(stage)).run([[1, 2]])).toEqual([output]);
  });

  it.each([
    {
      name: "weights of another width than the token",
      json: document({ ...rectifier, map: affine(3, 4) }),
      message: "networkFromJson: stages[0].map.weights: expected shape [m, 2], got [3, 4]",
    },
    {
      name: "a bias of another length",
      json: document({ ...rectifier, map: affine(3, 2, 1) }),
      message: "networkFromJson: stages[0].map.bias: expected shape [3], got [1]",
    },
    {
      name: "a value that is longer than its gate",
      json: document({ ...product, value: affine(4, 2) }),
      message: "networkFromJson: stages[0].value.weights: expected shape [3, 2], got [4, 2]",
    },
    {
      name: "a transition that is not square",
      json: document({ ...state, A: ones(3, 2) }),
      message: "networkFromJson: stages[0].A: expected shape [3, 3], got [3, 2]",
    },
    {
      name: "B of another width than the token",
      json: document({ ...state, B: ones(3, 1) }),
      message: "networkFromJson: stages[0].B: expected shape [3, 2], got [3, 1]",
    },
    {
      name: "a start of another length",
      json: document({ ...state, initState: [0] }),
      message: "networkFromJson: stages[0].initState: expected shape [3], got [1]",
    },
    {
      name: "labels of another number",
      json: document({ ...rectifier, labels: ["a"] }),
      message: "networkFromJson: stages[0].labels: expected shape [3], got [1]",
    },
    {
      name: "bounds of another number",
      json: document({ ...rectifier, bounds: [] }),
      message: "networkFromJson: stages[0].bounds: expected shape [3], got [0]",
    },
    {
      name: "a read-out of another width than the last stage",
      json: document(rectifier, affine(1, 2)),
      message: "networkFromJson: readout.weights: expected shape [m, 3], got [1, 2]",
    },
  ])("is a ShapeError: $name", ({ json, message }) => {
    expect(() => networkFromJson(json)).toThrow(ShapeError);
    expect(() => networkFromJson(json)).toThrow(message);
  });

  it.each([
    {
      name: "a program",
      json: { format: "triptych/lsrl-program/1" },
      message:
        'networkFromJson: format must be "triptych/lsrl-network/1", got "triptych/lsrl-program/1".',
    },
    {
      name: "another version",
      json: { format: "triptych/lsrl-network/7" },
      message: 'got "triptych/lsrl-network/7". It was written by another version of this library.',
    },
    {
      name: "an unknown kind of stage",
      json: document({ ...rectifier, kind: "Softmax" }),
      message: "stages[0].kind: Invalid discriminator value.",
    },
    {
      name: "no read-out",
      json: document(rectifier, null),
      message: "readout: Invalid input: expected object, received null",
    },
    {
      name: "bounds in the wrong order",
      json: document({ ...rectifier, bounds: [{ min: 1, max: 0 }] }),
      message: "stages[0].bounds[0]: min must be <= max",
    },
    {
      name: "an entry that is 0",
      json: document({
        ...rectifier,
        map: { ...affine(1, 1), weights: { ...ones(1, 1), values: [0] } },
      }),
      message: "stages[0].map.weights.values: expected numbers other than 0, got 0",
    },
  ])("is a ConfigError: $name", ({ json, message }) => {
    expect(() => networkFromJson(json)).toThrow(ConfigError);
    expect(() => networkFromJson(json)).toThrow(message);
  });

  it("gives an error of ours or a working network, whatever is changed (400 seeded mutations)", () => {
    const counts = { ConfigError: 0, ShapeError: 0, network: 0 };
    for (let seed = 0; seed < 400; seed += 1) {
      const random = createRandom(seed).fork("mutation");
      const network = seed % 20 === 0 ? labelled() : randomNetwork(seed % 60);
      const original: Json = JSON.parse(JSON.stringify(networkToJson(network)));
      counts[outcomeOf(mutate(original, random))] += 1;
    }

    expect(counts.network).toBeGreaterThan(20);
    expect(counts.ShapeError).toBeGreaterThan(5);
    expect(counts.ConfigError).toBeGreaterThan(20);
  });
});

/** Reads, runs and writes a document; an error that is not ours is thrown on. */
function outcomeOf(json: Json): "ConfigError" | "ShapeError" | "network" {
  let network: Network;
  try {
    network = networkFromJson(json);
  } catch (error) {
    if (error instanceof ConfigError || error instanceof ShapeError) return error.name;
    throw error;
  }
  const { min = 0, max = 0 } = network.inputBounds ?? {};
  network.run([new Float64Array(network.inputDim).fill(Math.min(Math.max(0, min), max))]);
  expect(networkToJson(roundTrip(network))).toEqual(networkToJson(network));
  return "network";
}
