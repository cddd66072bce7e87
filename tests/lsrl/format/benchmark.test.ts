import { describe, expect, it } from "vitest";
import { ConfigError, NumericsError, ShapeError } from "../../../src/core/errors.ts";
import { compileScheduled } from "../../../src/lsrl/compile/scheduled/index.ts";
import {
  type BenchmarkRow,
  benchmarkLines,
  benchmarkRows,
  exportBenchmark,
  networkFromJson,
  programFromJson,
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
import { Network, tapeSlots } from "../../../src/lsrl/network/index.ts";
import { tok2tok } from "../../../src/lsrl/programs/index.ts";

/** Counts ones and others, and gives by how much the ones lead. */
function leadProgram(): Program {
  const x = input(1, { label: "token" });
  const counts = linState(x, {
    A: [
      [1, 0],
      [0, 1],
    ],
    B: [[1], [-1]],
    bias: [0, 1],
  });
  const named = counts.named("counts");
  const lead = named.at(0).sub(named.at(1)).named("lead");
  return forEach(relu(lead));
}

const sequences = [
  [1, 1, 0, 1],
  [0, 1],
  [1, 1, 0, 1],
];

describe("exportBenchmark", () => {
  const program = leadProgram();
  const network = compileScheduled(program);
  const benchmark = exportBenchmark(program, network, {
    name: "lead",
    description: "ones ahead",
    sequences,
  });
  const idOf = (name: string) => benchmark.variables.find((variable) => variable.name === name)!.id;

  it("survives JSON as it is, with program and network in it", () => {
    const read: typeof benchmark = JSON.parse(JSON.stringify(benchmark));

    expect(read).toEqual(benchmark);
    expect(programFromJson(read.program).run([1, 1])).toEqual([[1], [2]]);
    expect(networkFromJson(read.network).run([1, 1])).toEqual([[1], [2]]);
    expect(read).toMatchObject({
      format: "triptych/lsrl-benchmark/1",
      name: "lead",
      description: "ones ahead",
    });
  });

  it("lists the variables of the program, each under the id of its node", () => {
    const { nodes } = benchmark.program;

    expect(benchmark.variables.map(({ name, role, dim }) => ({ name, role, dim }))).toEqual([
      { name: "token", role: "input", dim: 1 },
      { name: "counts", role: "hidden", dim: 2 },
      { name: "lead", role: "hidden", dim: 1 },
      { name: "output", role: "output", dim: 1 },
    ]);
    expect(nodes.find(({ id }) => id === idOf("counts"))?.label).toBe("counts");
    expect(idOf("output")).toBe(benchmark.program.output);
  });

  it("draws the graph of the variables", () => {
    const edge = (from: string, to: string, steps: Partial<(typeof benchmark.edges)[number]>) => ({
      from: idOf(from),
      to: idOf(to),
      sameStep: true,
      earlierSteps: false,
      ...steps,
    });

    expect(benchmark.edges).toEqual([
      edge("token", "counts", {}),
      edge("counts", "counts", { sameStep: false, earlierSteps: true }),
      edge("counts", "lead", {}),
      edge("lead", "output", {}),
    ]);
  });

  it("gives tokens, outputs and hidden values of each step", () => {
    expect(benchmark.rows[0]).toMatchObject({
      tokens: [[1], [1], [0], [1]],
      outputs: [[1], [2], [1], [2]],
      values: {
        [idOf("counts")]: [
          [1, 0],
          [2, 0],
          [2, 1],
          [3, 1],
        ],
        [idOf("lead")]: [[1], [2], [1], [2]],
      },
      networkError: 0,
    });
    expect(benchmark.rows).toHaveLength(3);
  });

  it("names units for every entry of the counts", () => {
    const { carriers } = benchmark.variables.find(({ name }) => name === "counts")!;

    expect(new Set(carriers.map(({ entry }) => entry))).toEqual(new Set([0, 1]));
  });

  it("tells how far the network is from the program", () => {
    const { inputDim, stages, readout } = network;
    const off = { weights: readout.weights, bias: readout.bias.map((value) => value + 0.5) };

    const [row] = benchmarkRows(program, new Network({ inputDim, stages, readout: off }), {
      sequences,
    });

    expect(row?.networkError).toBe(0.5);
  });
});

describe.each(["ring", "paper"] as const)("exportBenchmark of a dictionary (%s)", (formulation) => {
  const { program, prompt, ask } = tok2tok({ keyLength: 2, formulation });
  const network = compileScheduled(program);
  const pairs = [
    { key: [1, 2], value: [7, 8] },
    { key: [3, 4], value: [5, 6] },
  ];
  const { variables, edges, rows } = exportBenchmark(program, network, {
    name: "dictionary",
    sequences: pairs.map(({ key }) => ask(key, prompt(pairs))),
  });

  it("names units that do hold the values of their variable", () => {
    const runner = network.createRunner();
    const slots = tapeSlots(network);
    const wrong: unknown[] = [];
    let numChecked = 0;
    for (const { tokens, values } of rows) {
      runner.reset();
      tokens.forEach((token, t) => {
        runner.step(token);
        for (const { id, name, carriers, role } of variables) {
          if (role !== "hidden") continue;
          for (const { stage, unit, entry, part } of carriers) {
            const value = values[id]![t]![entry]!;
            const expected =
              part === "whole" ? value : Math.max(0, part === "positive" ? value : -value);
            const actual = runner.tape[slots[stage]!.offset + unit]!;
            // The rotations of the paper's counters are not exact.
            if (!(Math.abs(actual - expected) <= 1e-9)) wrong.push({ name, t, actual, expected });
            numChecked += 1;
          }
        }
      });
    }

    expect(wrong).toEqual([]);
    expect(numChecked).toBeGreaterThan(100);
  });

  it("has a graph that leads from the token to the output, by way of the query", () => {
    const idOf = (name: string) => variables.find((variable) => variable.name === name)!.id;
    const reached = new Set([idOf("input")]);
    for (const id of reached) {
      for (const { from, to } of edges) if (from === id) reached.add(to);
    }

    expect(reached).toContain(variables.find(({ role }) => role === "output")?.id);
    expect(reached).toContain(idOf("query"));
    expect(edges).toContainEqual({
      from: idOf("query"),
      to: idOf("query"),
      sameStep: false,
      earlierSteps: true,
    });
  });

  it("finds the network equal to the program, but for rounding", () => {
    expect(Math.max(...rows.map(({ networkError }) => networkError))).toBeLessThanOrEqual(1e-9);
  });
});

describe("exportBenchmark's carriers", () => {
  const x = input(2);
  /** Two stages of 3 units with these labels. */
  function carriersOf(labels: readonly (string | undefined)[], names: readonly string[]) {
    const program = forEach(concat(names.map((name) => x.mul(2).named(name))).slice(0, 1));
    const map = { weights: SparseMatrix.zeros(3, 2), bias: new Float64Array(3) };
    const network = new Network({
      inputDim: 2,
      stages: [{ kind: "ReLU", width: 3, map, labels }],
      readout: { weights: SparseMatrix.zeros(1, 3), bias: new Float64Array(1) },
    });
    const { variables } = exportBenchmark(program, network, { name: "", sequences: [] });
    return variables.flatMap(({ name, carriers }) => (names.includes(name) ? carriers : []));
  }

  it("are found by name, entry and sign", () => {
    expect(carriersOf(["v[1]", "v[0]-", "v[0]+"], ["v"])).toEqual([
      { stage: 0, unit: 0, entry: 1, part: "whole" },
      { stage: 0, unit: 1, entry: 0, part: "negative" },
      { stage: 0, unit: 2, entry: 0, part: "positive" },
    ]);
  });

  it("are none for labels that say something else", () => {
    expect(carriersOf(["v", undefined, "v[2]"], ["v"])).toEqual([]);
  });

  it("are none where two variables have the name", () => {
    expect(carriersOf(["v[0]", "w[0]", undefined], ["v", "v", "w"])).toEqual([
      { stage: 0, unit: 1, entry: 0, part: "whole" },
    ]);
  });
});

describe("the split of a benchmark", () => {
  const program = leadProgram();
  const network = compileScheduled(program);
  const many = Array.from({ length: 400 }, (_, i) =>
    Array.from({ length: 10 }, (_, t) => (i >> t) & 1),
  );

  function splits(options: { testFraction?: number; seed?: number; sequences?: number[][] }) {
    const rows = benchmarkRows(program, network, { sequences: many, ...options });
    return Array.from(rows, ({ split }) => split);
  }

  it("sends equal sequences the same way, in whatever order they come", () => {
    const forwards = splits({});

    expect(splits({ sequences: many.toReversed() }).toReversed()).toEqual(forwards);
    expect(splits({ seed: 1 })).not.toEqual(forwards);
  });

  it.each([0, 0.2, 0.5, 1])("puts about a fraction of %d into test", (testFraction) => {
    const numTest = splits({ testFraction }).filter((split) => split === "test").length;

    // 4 standard deviations of a binomial; none at the ends.
    const spread = 4 * Math.sqrt(400 * testFraction * (1 - testFraction));
    expect(Math.abs(numTest - 400 * testFraction)).toBeLessThanOrEqual(spread);
  });
});

describe("benchmarkLines", () => {
  const program = leadProgram();
  const network = compileScheduled(program);

  it("writes the benchmark without rows, then a row a line", () => {
    const options = { name: "lead", sequences };
    const { rows, ...header } = exportBenchmark(program, network, options);

    const [first, ...others] = Array.from(benchmarkLines(program, network, options), (line) =>
      JSON.parse(line),
    );

    expect(first).toEqual(header);
    expect(others).toEqual(rows);
  });

  it("takes a sequence only when its line is asked for", () => {
    let numTaken = 0;
    function* endless() {
      for (;;) {
        numTaken += 1;
        yield [1, 0];
      }
    }

    const lines = benchmarkLines(program, network, { name: "", sequences: endless() });
    const seen = [0, 1, 2].map(() => [lines.next().done, numTaken]);

    expect(seen).toEqual([
      [false, 0],
      [false, 1],
      [false, 2],
    ]);
  });
});

describe("exportBenchmark on bad input", () => {
  const program = leadProgram();
  const network = compileScheduled(program);

  it("refuses a network of another shape", () => {
    const other = forEach(input(2));
    const run = () => exportBenchmark(other, network, { name: "", sequences });

    expect(run).toThrow(ShapeError);
    expect(run).toThrow("exportBenchmark: network: expected shape [2, 2], got [1, 1]");
  });

  it("refuses rows that are too large for one object, and says what to do", () => {
    const wide = 4096;
    const identity = forEach(input(wide));
    const same = new Network({
      inputDim: wide,
      stages: [],
      readout: { weights: SparseMatrix.identity(wide), bias: new Float64Array(wide) },
    });
    function* endless() {
      for (;;) yield Array.from({ length: 64 }, () => new Float64Array(wide));
    }
    const run = () => exportBenchmark(identity, same, { name: "", sequences: endless() });

    expect(run).toThrow(ConfigError);
    expect(run).toThrow(
      /^exportBenchmark: the rows must hold <= 4194304 numbers, got more at row 8\. Write the lines of benchmarkLines to a file instead\.$/,
    );
  });

  it("refuses values that are not finite, with their step", () => {
    const x = input(1);
    const square = linear(x.mul(1e200).named("large"), [[1e200]]);
    const overflowing = forEach(square);
    const run = () =>
      exportBenchmark(overflowing, overflowingNetwork(), { name: "", sequences: [[0, 1]] });

    expect(run).toThrow(NumericsError);
    expect(run).toThrow(
      "exportBenchmark: values must be finite numbers, got Infinity of outputs at step 1",
    );
  });

  it.each([-0.1, 1.1, Number.NaN])("refuses a test fraction of %d", (testFraction) => {
    const run = () => exportBenchmark(program, network, { name: "", sequences, testFraction });

    expect(run).toThrow(ConfigError);
    expect(run).toThrow(`exportBenchmark: testFraction must be >= 0 and <= 1, got ${testFraction}`);
  });

  it("refuses a token that the program does not take", () => {
    const rows = (): BenchmarkRow[] =>
      Array.from(benchmarkRows(program, network, { sequences: [[[1, 2]]] }));

    expect(rows).toThrow("run: token 0: expected shape [1], got [2]");
  });
});

function overflowingNetwork(): Network {
  return new Network({
    inputDim: 1,
    stages: [],
    readout: { weights: SparseMatrix.fromRows([[1]]), bias: Float64Array.of(0) },
  });
}
