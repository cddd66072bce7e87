import { describe, expect, it } from "vitest";
import { CompileError, ConfigError, ShapeError } from "../../../src/core/errors.ts";
import {
  concat,
  forEach,
  input,
  linear,
  linState,
  Node,
  relu,
} from "../../../src/lsrl/language/index.ts";
import { largestValue, randomProgram, randomSequence } from "../random-program.ts";

const seeds = Array.from({ length: 50 }, (_, seed) => seed);

function counter() {
  return forEach(linState(input(1), { A: [[1]], B: [[1]], initState: [10] }));
}

describe("forEach", () => {
  it("makes a program of the input alone", () => {
    const program = forEach(input(2));

    expect(
      program.run([
        [1, 2],
        [3, 4],
      ]),
    ).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect([program.inputDim, program.outputDim]).toEqual([2, 2]);
  });

  it("refuses a second input, and names the way to it", () => {
    const build = () => forEach(concat([input(1), relu(input(1, { label: "other" }))]));

    expect(build).toThrow(CompileError);
    expect(build).toThrow(
      "forEach: a program must have exactly one input, got a second one at Concat <- ReLU <- other",
    );
  });

  it("refuses a program without input", () => {
    const build = () => forEach(new Node({ kind: "Concat", xs: [] }, 0));

    expect(build).toThrow(CompileError);
    expect(build).toThrow("forEach: a program must have exactly one input, got none");
  });
});

describe("Program.run", () => {
  it("starts from fresh states every time, for one token too", () => {
    const program = counter();

    expect(program.run([1])).toEqual([[11]]);
    expect(program.run([1])).toEqual([[11]]);
    expect(program.run([1, 2, 3])).toEqual([[11], [13], [16]]);
    expect(program.run([])).toEqual([]);
  });

  it("takes numbers, arrays and typed arrays as tokens, from any iterable", () => {
    const program = counter();

    expect(program.run(new Set([1, 2]))).toEqual([[11], [13]]);
    expect(program.run([[1], Float32Array.of(2)])).toEqual([[11], [13]]);
    expect(program.run(Float64Array.of(1, 2))).toEqual([[11], [13]]);
  });

  it.each(seeds)("gives the same in exact arithmetic, up to rounding (seed %d)", (seed) => {
    const program = randomProgram(seed);
    const sequence = randomSequence(seed, program.inputDim, 5);

    const exact = program.run(sequence, { arithmetic: "exact" }).flat();

    const atol = 1e-14 * largestValue(program, sequence); // some hundred roundings
    expect(program.run(sequence).flat()).toBeAllclose(exact, { rtol: 0, atol });
  });

  it("tells 2^53 + 1 from 2^53 in exact arithmetic only", () => {
    const x = input(1);
    const program = forEach(x.add(1).sub(x));

    expect(program.run([2 ** 53])).toEqual([[0]]);
    expect(program.run([2 ** 53], { arithmetic: "exact" })).toEqual([[1]]);
    expect(program.run([2 ** 24], { arithmetic: "float32" })).toEqual([[0]]);
  });

  it.each([
    { name: "too short", token: [1], message: "run: token 1: expected shape [2], got [1]" },
    { name: "too long", token: [1, 2, 3], message: "run: token 1: expected shape [2], got [3]" },
    {
      name: "a number for a vector",
      token: 1,
      message: "run: token 1: expected shape [2], got [1]",
    },
  ])("refuses a token that is $name, with its position", ({ token, message }) => {
    const run = () => forEach(input(2)).run([[0, 0], token]);

    expect(run).toThrow(ShapeError);
    expect(run).toThrow(message);
  });

  it("refuses a token that is not finite, or outside the bounds of the input", () => {
    const program = forEach(input(1, { min: 0 }));

    expect(() => program.run([0, Number.NaN])).toThrow(ConfigError);
    expect(() => program.run([0, Number.NaN])).toThrow(
      "run: token 1 must hold finite numbers, got NaN",
    );
    expect(() => program.run([3, -1])).toThrow(
      "run: token 1 must be within [0, Infinity], got -1. Declare wider bounds on the input.",
    );
  });
});

describe("Program.stream", () => {
  it("is lazy: takes a token only when its output is asked for", () => {
    let numTaken = 0;
    function* tokens() {
      for (;;) {
        numTaken += 1;
        yield 1;
      }
    }

    const outputs = counter().stream(tokens());
    const taken = [0, 1, 2].map(() => [outputs.next().value, numTaken]);

    expect(taken).toEqual([
      [[11], 1],
      [[12], 2],
      [[13], 3],
    ]);
  });

  it("ends the sequence when the reader stops", () => {
    let isClosed = false;
    function* tokens() {
      try {
        for (;;) yield 1;
      } finally {
        isClosed = true;
      }
    }

    for (const _ of counter().stream(tokens())) break;

    expect(isClosed).toBe(true);
  });

  it("keeps streams of one program apart", () => {
    const program = counter();
    const [a, b] = [program.stream([1, 1, 1]), program.stream([5, 5, 5])];

    a.next();
    b.next();

    expect([a.next().value, b.next().value]).toEqual([[12], [20]]);
  });
});

describe("Program.step and reset", () => {
  it.each(seeds)("go through the states that run goes through (seed %d)", (seed) => {
    const program = randomProgram(seed);
    const sequence = randomSequence(seed, program.inputDim, 6);
    const expected = program.run(sequence);

    expect(sequence.map((token) => program.step(token))).toEqual(expected);
    program.reset();
    expect(sequence.map((token) => program.step(token))).toEqual(expected);
  });

  it("are not disturbed by run, stream, trace or a token that is refused", () => {
    const program = counter();
    program.step(1);

    program.run([5]);
    program.trace([5]);
    Array.from(program.stream([5]));
    expect(() => program.step([1, 2])).toThrow("run: token 1: expected shape [1], got [2]");

    expect(program.step(1)).toEqual([12]);
  });
});

describe("Program.trace", () => {
  it("tells what labelled nodes were at each step", () => {
    const x = input(1);
    const count = linState(x, { A: [[1]], B: [[1]] }).named("count");
    const program = forEach(relu(linear(count, [[-1]], [2])));

    const traces = program.trace([1, 1, 1]);

    expect(traces.map(({ name, values }) => ({ name, values }))).toEqual([
      { name: "input", values: [[1], [1], [1]] },
      { name: "count", values: [[1], [2], [3]] },
    ]);
    expect(traces[1]?.node).toBe(count);
  });

  it("takes any nodes of the program, in any arithmetic", () => {
    const x = input(1);
    const sum = x.add(0.1);
    const program = forEach(sum.add(0.2));

    const [trace] = program.trace([1], { nodes: [sum], arithmetic: "float32" });

    expect(trace?.values).toEqual([[Math.fround(1 + Math.fround(0.1))]]);
    expect(trace?.name).toBe("Linear");
  });

  it.each(seeds)("sees at the sink what run gives (seed %d)", (seed) => {
    const program = randomProgram(seed);
    const sequence = randomSequence(seed, program.inputDim, 4);

    const [trace] = program.trace(sequence, { nodes: [program.sink] });

    expect(trace?.values).toEqual(program.run(sequence));
  });

  it("refuses a node of another program, such as the one that was named afterwards", () => {
    const state = linState(input(1), { A: [[1]], B: [[1]] });
    const program = forEach(relu(state));

    const trace = () => program.trace([1], { nodes: [state.named("count")] });

    expect(trace).toThrow(ConfigError);
    expect(trace).toThrow(
      "trace: nodes must be nodes of this program, got count. named and bounded make new nodes: build the program of those.",
    );
  });
});

describe("Program.size", () => {
  it("counts nodes, shared ones once, and the entries of A, B, b and bias", () => {
    const x = input(2);
    const y = linear(
      x,
      [
        [1, 0],
        [0, 2],
        [0, 0],
      ],
      [0, 1, 0],
    ); // 6 + 3, of which 3 not 0
    const state = linState(y, { A: [[0.5]], B: [[0, 3, 0]], initState: [7] }); // 1 + 3 + 1, 2
    const program = forEach(concat([state, y, y]));

    expect(program.size()).toEqual({
      numNodes: 4,
      nodeCounts: { Input: 1, Linear: 1, LinState: 1, Concat: 1 },
      numParameters: 14,
      numNonZeros: 5,
    });
  });

  it("counts the concatenation and the matrix of a sum", () => {
    const x = input(3);

    expect(forEach(x.add(x)).size()).toEqual({
      numNodes: 3,
      nodeCounts: { Input: 1, Concat: 1, Linear: 1 },
      numParameters: 21,
      numNonZeros: 6,
    });
  });
});
