import { describe, expect, it } from "vitest";
import { CompileError, ConfigError, NumericsError } from "../../../src/core/errors.ts";
import { createRandom } from "../../../src/core/random.ts";
import {
  type NodeJson,
  type ProgramJson,
  programFromJson,
  programToJson,
} from "../../../src/lsrl/format/index.ts";
import {
  concat,
  forEach,
  input,
  linear,
  linState,
  type Program,
  relu,
} from "../../../src/lsrl/language/index.ts";
import { SparseMatrix } from "../../../src/lsrl/matrix.ts";
import { randomProgram, randomSequence } from "../random-program.ts";
import { type Json, mutate } from "./mutate.ts";

const seeds = Array.from({ length: 100 }, (_, seed) => seed);

/** Through the text of a file. */
function roundTrip(program: Program): Program {
  return programFromJson(JSON.parse(JSON.stringify(programToJson(program))));
}

/** Everything that makes up a program, with places in the order for nodes. */
function contentOf({ nodes }: Program) {
  const places = new Map(nodes.map((node, i) => [node, i]));
  return nodes.map(({ operation, dim, label, bounds, operands }) => {
    const { x, xs, ...own } = { x: undefined, xs: undefined, ...operation };
    return { own, dim, label, bounds, reads: operands.map((node) => places.get(node)) };
  });
}

describe("programToJson and programFromJson", () => {
  it.each(seeds)("give back the same program, bit for bit (seed %d)", (seed) => {
    const program = randomProgram(seed, seed % 2 === 0 ? {} : { inputBounds: { min: -2, max: 2 } });
    const sequence = randomSequence(seed, program.inputDim, 4);

    const copy = roundTrip(program);

    expect(contentOf(copy)).toEqual(contentOf(program));
    expect(copy.run(sequence)).toEqual(program.run(sequence));
    expect(programToJson(copy)).toEqual(programToJson(program));
  });

  it("keep labels, bounds, infinities, -0 and subnormal numbers", () => {
    const { NEGATIVE_INFINITY: min } = Number;
    const x = input(1, { label: "token", max: -0 });
    const y = linear(x, [[-5e-324], [0.1]], [-0, 1 / 3]).named("y \u{1F600}");
    const program = forEach(y.bounded({ min, max: Number.MAX_VALUE }));

    const copy = roundTrip(program);

    expect(contentOf(copy)).toEqual(contentOf(program)); // toEqual tells -0 from 0
    expect(copy.input.label).toBe("token");
    expect(copy.input.bounds).toEqual({ min, max: -0 });
    expect(copy.sink.bounds).toEqual({ min, max: Number.MAX_VALUE });
  });

  it("keep shared nodes shared, and repeats in a Concat", () => {
    const shared = relu(input(1));

    const { sink, nodes } = roundTrip(forEach(concat([shared, shared.add(1), shared])));

    const [first, , third] = sink.operands;
    expect(first).toBe(third);
    expect(nodes).toHaveLength(4);
  });

  it("write nodes in topological order, matrices as compressed rows", () => {
    const state = linState(input(1, { min: 0 }), { A: [[1]], B: [[2]], initState: [-1] });

    expect(programToJson(forEach(state.named("count")))).toEqual({
      format: "triptych/lsrl-program/1",
      nodes: [
        { id: "n0", kind: "Input", dim: 1, label: "input", bounds: { min: 0, max: "Infinity" } },
        {
          id: "n1",
          kind: "LinState",
          label: "count",
          x: "n0",
          A: { rows: 1, columns: 1, rowStarts: [0, 1], entryColumns: [0], values: [1] },
          B: { rows: 1, columns: 1, rowStarts: [0, 1], entryColumns: [0], values: [2] },
          initState: [-1],
          bias: [0],
        },
      ],
      output: "n1",
    });
  });

  it("take programs deeper than the call stack", () => {
    let node = relu(input(1));
    for (let i = 0; i < 20_000; i += 1) node = relu(node);

    expect(roundTrip(forEach(node)).nodes).toHaveLength(20_002);
  });

  it("refuse to write a weight that is not finite", () => {
    const [rows, columns] = [Int32Array.of(0, 1), Int32Array.of(0)];
    const A = new SparseMatrix(1, 1, rows, columns, Float64Array.of(Number.NaN));
    const write = () => programToJson(forEach(linear(input(1), A)));

    expect(write).toThrow(NumericsError);
    expect(write).toThrow('programToJson: A of node "n1" must hold finite numbers, got NaN');
  });
});

const one = { rows: 1, columns: 1, rowStarts: [0, 1], entryColumns: [0], values: [1] };
const source: NodeJson = { id: "x", kind: "Input", dim: 1 };
const map: NodeJson = { id: "y", kind: "Linear", x: "x", A: one, b: [0] };

function document(nodes: unknown, output: unknown = "y"): unknown {
  return { format: "triptych/lsrl-program/1", nodes, output };
}

/** `y = A x` with some of the fields of `A` replaced. */
function withMatrix(fields: Partial<typeof one>): unknown {
  return document([source, { ...map, A: { ...one, ...fields } }]);
}

describe("programFromJson on bad input", () => {
  it("takes the good document that the bad ones are made of", () => {
    expect(programFromJson(document([source, map])).run([3])).toEqual([[3]]);
  });

  it.each([
    {
      name: "null",
      json: null,
      message: "programFromJson: json must be an object, got null.",
    },
    {
      name: "text",
      json: "{}",
      message:
        "programFromJson: json must be an object, got string. Parse it with JSON.parse first.",
    },
    {
      name: "no format",
      json: {},
      message: 'programFromJson: format must be "triptych/lsrl-program/1", got undefined.',
    },
    {
      name: "another format",
      json: { format: "triptych/lsrl-network/1" },
      message:
        'programFromJson: format must be "triptych/lsrl-program/1", got "triptych/lsrl-network/1".',
    },
    {
      name: "another version",
      json: { format: "triptych/lsrl-program/2" },
      message: 'got "triptych/lsrl-program/2". It was written by another version of this library.',
    },
    {
      name: "no nodes",
      json: document([]),
      message: "nodes: Too small: expected array to have >=1 items",
    },
    {
      name: "no output",
      json: { format: "triptych/lsrl-program/1", nodes: [source] },
      message: "output: Invalid input: expected string, received undefined",
    },
    {
      name: "an unknown kind",
      json: document([source, { id: "y", kind: "Softmax", x: "x" }]),
      message: "nodes[1].kind: Invalid discriminator value.",
    },
    {
      name: "an unknown field",
      json: document([{ ...source, size: 1 }, map]),
      message: 'nodes[0]: Unrecognized key: "size"',
    },
    {
      name: "a dimension of 0",
      json: document([{ ...source, dim: 0 }, map]),
      message: "nodes[0].dim: Too small",
    },
    {
      name: "a dimension that would exhaust the memory",
      json: document([{ ...source, dim: 1e9 }, map]),
      message: "nodes[0].dim: Too big: expected number to be <=16777216",
    },
    {
      name: "a number that is not finite",
      json: document([source, { ...map, b: [Number.NaN] }]),
      message: 'nodes[1].b[0]: expected a finite number or "-0"',
    },
    {
      name: "a weight that is not finite",
      json: withMatrix({ values: [Number.POSITIVE_INFINITY] }),
      message: "nodes[1].A.values[0]: Invalid input: expected number, received Infinity",
    },
    {
      name: "bounds in the wrong order",
      json: document([{ ...source, bounds: { min: "Infinity", max: 1 } }, map]),
      message: "nodes[0].bounds: min must be <= max",
    },
    {
      name: "a row too few",
      json: withMatrix({ rows: 2 }),
      message: "nodes[1].A.rowStarts: expected rows + 1 numbers, got 2",
    },
    {
      name: "rows that end before the values",
      json: withMatrix({ values: [1, 1], entryColumns: [0, 0] }),
      message: "nodes[1].A.rowStarts: expected numbers ascending from 0 to 2, the number of values",
    },
    {
      name: "rows that go back",
      json: withMatrix({ rows: 2, rowStarts: [0, 2, 1] }),
      message: "nodes[1].A.rowStarts: expected numbers ascending from 0 to 1",
    },
    {
      name: "a value without a column",
      json: withMatrix({ entryColumns: [] }),
      message: "nodes[1].A.entryColumns: expected one for each of 1 values",
    },
    {
      name: "a column outside",
      json: withMatrix({ entryColumns: [1] }),
      message: "nodes[1].A.entryColumns: expected columns ascending and < 1 in row 0, got 1",
    },
    {
      name: "a column twice",
      json: withMatrix({ columns: 2, rowStarts: [0, 2], entryColumns: [1, 1], values: [1, 1] }),
      message: "nodes[1].A.entryColumns: expected columns ascending and < 2 in row 0, got 1",
    },
    {
      name: "an entry that is 0",
      json: withMatrix({ values: [0] }),
      message: "nodes[1].A.values: expected numbers other than 0, got 0",
    },
    {
      name: "an id twice",
      json: document([source, { ...map, id: "x" }]),
      message: 'programFromJson: ids of nodes must differ, got "x" twice',
    },
    {
      name: "a node that nothing reads",
      json: document([source, map, { id: "z", kind: "ReLU", x: "x" }]),
      message: 'programFromJson: the output must depend on every node, got "z"',
    },
    {
      name: "concatenations that double without end",
      json: document(
        [
          source,
          ...Array.from({ length: 60 }, (_, i) => {
            const before = i === 0 ? "x" : `c${i - 1}`;
            return { id: `c${i}`, kind: "Concat", xs: [before, before] };
          }),
        ],
        "c59",
      ),
      message:
        'programFromJson: the dimensions of all nodes must add up to <= 67108864, got more at node "c25"',
    },
  ])("is a ConfigError: $name", ({ json, message }) => {
    expect(() => programFromJson(json)).toThrow(ConfigError);
    expect(() => programFromJson(json)).toThrow(message);
  });

  it.each([
    {
      name: "a reference to no node",
      json: document([source, { ...map, x: "q" }]),
      message: 'programFromJson: "y" must read nodes of the list, got "q"',
      path: "y <- q",
    },
    {
      name: "a cycle",
      json: document([source, { ...map, x: "z" }, { id: "z", kind: "ReLU", x: "y" }]),
      message:
        'programFromJson: "y" must read nodes that are listed before it, got "z". A program must be free of cycles: list each node after those it reads',
      path: "y <- z",
    },
    {
      name: "a node that reads itself",
      json: document([source, { id: "y", kind: "Concat", xs: ["x", "y"] }]),
      message: 'programFromJson: "y" must read nodes that are listed before it, got "y".',
      path: "y <- y",
    },
    {
      name: "an output that is no node",
      json: document([source, map], "q"),
      message: 'programFromJson: "output" must read nodes of the list, got "q"',
      path: "output <- q",
    },
    {
      name: "two inputs",
      json: document([
        source,
        { ...source, id: "x2" },
        { id: "y", kind: "Concat", xs: ["x", "x2"] },
      ]),
      message: 'programFromJson: a program must have exactly one Input, got "x", "x2"',
      path: "",
    },
    {
      name: "no input",
      json: document([{ ...map, x: "y" }]),
      message: "programFromJson: a program must have exactly one Input, got none",
      path: "",
    },
    {
      name: "a matrix of the wrong width",
      json: withMatrix({ columns: 2 }),
      message: 'programFromJson: node "y": linear: A: expected shape [m, 1], got [1, 2]',
      path: "y",
    },
    {
      name: "a vector of the wrong length",
      json: document([source, { ...map, b: [1, 2] }]),
      message: 'programFromJson: node "y": linear: b: expected shape [1], got [2]',
      path: "y",
    },
    {
      name: "a transition that is not square",
      json: document([
        source,
        {
          id: "y",
          kind: "LinState",
          x: "x",
          A: { ...one, columns: 2 },
          B: one,
          initState: [0],
          bias: [0],
        },
      ]),
      message: 'programFromJson: node "y": linState: A: expected shape [1, 1], got [1, 2]',
      path: "y",
    },
    {
      name: "a slice that ends beyond its operand",
      json: document([source, { id: "y", kind: "Slice", x: "x", start: 0, end: 2 }]),
      message: 'programFromJson: node "y": slice: end must be an integer <= 1, got 2',
      path: "y",
    },
    {
      name: "a product of an odd vector",
      json: document([source, { id: "y", kind: "Multiplicative", x: "x" }]),
      message: 'programFromJson: node "y": multiplicative: x: expected shape [even], got [1]',
      path: "y",
    },
  ])("is a CompileError that names the node: $name", ({ json, message, path }) => {
    expect(() => programFromJson(json)).toThrow(CompileError);
    expect(() => programFromJson(json)).toThrow(message);
    expect(() => programFromJson(json)).toThrow(expect.objectContaining({ path }));
  });

  it("lists five faults and counts the rest", () => {
    const nodes = Array.from({ length: 8 }, (_, i) => ({ id: `${i}`, kind: "ReLU" }));

    expect(() => programFromJson(document(nodes))).toThrow(/nodes\[4\]\.x: .*\n {2}and 3 more$/);
  });

  it("gives an error of ours or a working program, whatever is changed (600 seeded mutations)", () => {
    const counts = { ConfigError: 0, CompileError: 0, program: 0 };
    for (let seed = 0; seed < 600; seed += 1) {
      const random = createRandom(seed).fork("mutation");
      const original: Json = JSON.parse(JSON.stringify(programToJson(randomProgram(seed % 60))));
      counts[outcomeOf(mutate(original, random))] += 1;
    }

    expect(counts.program).toBeGreaterThan(30);
    expect(counts.CompileError).toBeGreaterThan(30);
    expect(counts.ConfigError).toBeGreaterThan(30);
  });
});

/** Reads, runs and writes a document; an error that is not ours is thrown on. */
function outcomeOf(json: Json): "ConfigError" | "CompileError" | "program" {
  let program: Program;
  try {
    program = programFromJson(json);
  } catch (error) {
    if (error instanceof ConfigError || error instanceof CompileError) return error.name;
    throw error;
  }
  const { min = 0, max = 0 } = program.input.bounds ?? {};
  const token = new Float64Array(program.inputDim).fill(Math.min(Math.max(0, min), max));
  program.run([token]);
  expect(programToJson(roundTrip(program))).toEqual(programToJson(program));
  return "program";
}

/** The type says what the schema says. */
const typed: ProgramJson = {
  format: "triptych/lsrl-program/1",
  nodes: [{ id: "x", kind: "Input", dim: 1, bounds: { min: "-Infinity", max: "-0" } }],
  output: "x",
};

describe("ProgramJson", () => {
  it("is the type of documents", () => {
    expect(programFromJson(typed).input.bounds).toEqual({ min: Number.NEGATIVE_INFINITY, max: -0 });
  });
});
