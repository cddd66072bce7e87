import { describe, expect, it } from "vitest";
import { ConfigError, ShapeError } from "../../../src/core/errors.ts";
import {
  concat,
  forEach,
  input,
  linear,
  linState,
  multiplicative,
  relu,
} from "../../../src/lsrl/language/index.ts";
import { SparseMatrix } from "../../../src/lsrl/matrix.ts";

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

describe("builders", () => {
  it("compute what they say, for one token", () => {
    const x = input(2);
    const y = linear(
      x,
      [
        [1, 2],
        [0, -1],
        [3, 0],
      ],
      [1, 1, 1],
    );

    expect(forEach(y).run([[1, 2]])).toEqual([[6, -1, 4]]);
    expect(forEach(relu(y)).run([[1, 2]])).toEqual([[6, 0, 4]]);
    expect(forEach(concat([y, x, y])).run([[1, 2]])).toEqual([[6, -1, 4, 1, 2, 6, -1, 4]]);
    expect(forEach(multiplicative(concat([x, x]))).run([[3, -2]])).toEqual([[9, 4]]);
  });

  it("give the state after its update, and count up with A = 1", () => {
    const state = linState(input(1), { A: [[0.5]], B: [[2]], initState: [4], bias: [1] });

    expect(forEach(state).run([1, 0])).toEqual([[5], [3.5]]);
  });

  it("show a state the new value of the state that feeds it", () => {
    const first = linState(input(1), { A: [[1]], B: [[1]] });
    const second = linState(first, { A: [[1]], B: [[1]] });

    expect(forEach(second).run([1, 1, 1])).toEqual([[1], [3], [6]]);
  });

  it("take sparse matrices and typed vectors, and leave them out where they are zero", () => {
    const x = input(2);
    const A = SparseMatrix.identity(2, 3);

    expect(forEach(linear(x, A, Float32Array.of(1, 2))).run([[1, 1]])).toEqual([[4, 5]]);
    expect(forEach(linear(x, A)).run([[1, 1]])).toEqual([[3, 3]]);
  });

  it("keep copies of vectors: changing the argument later changes nothing", () => {
    const b = [1];
    const program = forEach(linear(input(1), [[1]], b));
    b[0] = 100;

    expect(program.run([0])).toEqual([[1]]);
  });

  it("keep a copy of the list that Concat is given", () => {
    const x = input(1);
    const xs = [x, x];
    const both = concat(xs);
    xs.pop();

    expect(forEach(both).run([1])).toEqual([[1, 1]]);
  });
});

const x = input(2);

describe("builder misuse", () => {
  it.each([
    {
      name: "A with too few columns",
      build: () => linear(x, [[1]]),
      message: "linear: A: expected shape [m, 2], got [1, 1]",
    },
    {
      name: "a sparse A with too many columns",
      build: () => linear(x, SparseMatrix.identity(3)),
      message: "linear: A: expected shape [m, 2], got [3, 3]",
    },
    {
      name: "A without rows",
      build: () => linear(x, []),
      message: "linear: A: expected shape [m, 2], got [0, 2]",
    },
    {
      name: "b of another length than A has rows",
      build: () => linear(x, [[1, 2]], [1, 2]),
      message: "linear: b: expected shape [1], got [2]",
    },
    {
      name: "a transition that is not square",
      build: () => linState(x, { A: [[1, 0]], B: [[1, 0]] }),
      message: "linState: A: expected shape [1, 1], got [1, 2]",
    },
    {
      name: "B with other rows than A",
      build: () =>
        linState(x, {
          A: [[1]],
          B: [
            [1, 0],
            [0, 1],
          ],
        }),
      message: "linState: B: expected shape [1, 2], got [2, 2]",
    },
    {
      name: "B with other columns than the input has entries",
      build: () => linState(x, { A: [[1]], B: [[1, 0, 0]] }),
      message: "linState: B: expected shape [1, 2], got [1, 3]",
    },
    {
      name: "a start of another length than A has rows",
      build: () => linState(x, { A: [[1]], B: [[1, 0]], initState: [] }),
      message: "linState: initState: expected shape [1], got [0]",
    },
    {
      name: "a bias of another length than A has rows",
      build: () => linState(x, { A: [[1]], B: [[1, 0]], bias: [1, 2] }),
      message: "linState: bias: expected shape [1], got [2]",
    },
    {
      name: "an odd dimension for a product",
      build: () => multiplicative(input(3)),
      message: "multiplicative: x: expected shape [even], got [3]",
    },
  ])("is a ShapeError: $name", ({ build, message }) => {
    expect(build).toThrow(ShapeError);
    expect(build).toThrow(message);
  });

  it.each([
    {
      name: "an input of dimension 0",
      build: () => input(0),
      message: "input: dim must be an integer >= 1, got 0",
    },
    {
      name: "an input of dimension 1.5",
      build: () => input(1.5),
      message: "input: dim must be an integer >= 1, got 1.5",
    },
    {
      name: "bounds in the wrong order",
      build: () => input(1, { min: 1, max: 0 }),
      message: "bounded: min must be <= max, got [1, 0]",
    },
    {
      name: "a bound that is no number",
      build: () => input(1, { min: nan }),
      message: "bounded: min must be <= max, got [NaN, Infinity]",
    },
    {
      name: "an empty Concat",
      build: () => concat([]),
      message: "concat: xs must hold at least one node, got none",
    },
    {
      name: "a weight that is not finite",
      build: () => linear(x, [[1, nan]]),
      message: "matrix: entries must be finite numbers, got NaN at [0][1]",
    },
    {
      name: "an entry of b that is not finite",
      build: () => linear(x, [[1, 1]], [infinity]),
      message: "linear: b: entries must be finite numbers, got Infinity",
    },
    {
      name: "a start that is not finite",
      build: () => linState(x, { A: [[1]], B: [[1, 0]], initState: [nan] }),
      message: "linState: initState: entries must be finite numbers, got NaN",
    },
  ])("is a ConfigError: $name", ({ build, message }) => {
    expect(build).toThrow(ConfigError);
    expect(build).toThrow(message);
  });
});
