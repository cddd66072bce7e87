import { describe, expect, it } from "vitest";
import { ConfigError, ShapeError } from "../../../src/core/errors.ts";
import { createRandom } from "../../../src/core/random.ts";
import {
  conditionals,
  errorBound,
  gridSizeFor,
  type VectorFunction,
  vec2vec,
} from "../../../src/lsrl/programs/index.ts";

const wave: VectorFunction = ([x]) => [Math.sin(2 * Math.PI * x!)];
const ridge: VectorFunction = ([x, y]) => [Math.sin(3 * x! + 2 * y!)];
const pair: VectorFunction = ([x, y]) => [x! * y!, x! - y!];

/** The centre of the cell that holds `q`; cells are closed below. */
function centreOf(q: number, gridSize: number): number {
  let cell = 0;
  while (cell + 1 < gridSize && (cell + 1) / gridSize <= q) cell += 1;
  return (cell + 0.5) / gridSize;
}

/** 0, 1, and every boundary, with points just beside them and a few between. */
function denseQueries(gridSize: number): number[] {
  const boundaries = Array.from({ length: gridSize + 1 }, (_, i) => i / gridSize);
  const offsets = [-1e-3, -1e-9, -(2 ** -53), 0, 2 ** -52, 1e-9, 1e-6, 1 / 2048, 1 / 4096, 1e-3];
  const inner = Array.from({ length: 64 }, (_, i) => i / 63);
  const beside = boundaries.flatMap((boundary) => offsets.map((offset) => boundary + offset));
  return [...beside, ...inner].filter((q) => q >= 0 && q <= 1);
}

describe("vec2vec", () => {
  it.each(conditionals)(
    "answers with the value at the cell's centre: %s, seed 1",
    (conditional) => {
      const random = createRandom(1);
      const { program, gridPrompt, ask, answer } = vec2vec({
        inputDim: 2,
        outputDim: 2,
        conditional,
        snap: 1,
      });
      const prompt = gridPrompt(pair, 5);
      for (let i = 0; i < 10; i += 1) {
        const query = [random.uniform(), random.uniform()];
        const value = answer(program.run(ask(query, prompt)));

        expect(value).toBeAllclose(pair(query.map((q) => centreOf(q, 5))), {
          rtol: 0,
          atol: 1e-12,
        });
      }
    },
  );

  it.each([1, 2, 3, 4, 7, 10, 16])(
    "snaps every query to the right cell, boundaries included, N = %i",
    (gridSize) => {
      for (const snap of [0, 2]) {
        const { program, gridPrompt, ask, answer } = vec2vec({ inputDim: 1, outputDim: 1, snap });
        const prompt = gridPrompt((x) => x, gridSize);
        for (const q of denseQueries(gridSize)) {
          const [value] = answer(program.run(ask([q], prompt)));
          expect(value).toBeCloseTo(centreOf(q, gridSize), 12);
        }
      }
    },
  );

  it("snaps pairs of coordinates that both lie on boundaries, N = 4", () => {
    const { program, gridPrompt, ask, answer } = vec2vec({ inputDim: 2, outputDim: 2, snap: 0 });
    const prompt = gridPrompt((x) => x, 4);
    const places = [0, 0.2506, 0.5, 0.5004, 0.75, 1];
    for (const query of places.flatMap((x) => places.map((y) => [x, y]))) {
      expect(answer(program.run(ask(query, prompt)))).toBeAllclose(
        query.map((q) => centreOf(q, 4)),
        { rtol: 0, atol: 1e-12 },
      );
    }
  });

  it("without snapping misses the gaps that its documentation lists", () => {
    const { program, gridPrompt, ask, answer } = vec2vec({
      inputDim: 2,
      outputDim: 1,
      constants: "paper",
    });
    const prompt = gridPrompt(() => [1], 4);
    const valueAt = (query: readonly number[]) => answer(program.run(ask(query, prompt)))[0];

    expect(valueAt([0.3, 0.3])).toBeCloseTo(1, 9);
    expect(valueAt([0, 0.3])).toBe(0);
    expect(valueAt([0.2506, 0.5004])).toBe(0);
  });

  it.each([
    { name: "in float64", arithmetic: "float64", atol: 1e-12 },
    { name: "in float32", arithmetic: "float32", atol: 1e-6 },
  ] as const)("is right with the least constants $name", ({ arithmetic, atol }) => {
    const { program, gridPrompt, ask, answer, constants } = vec2vec({
      inputDim: 2,
      outputDim: 1,
      constants: "auto",
      valueBounds: { min: -1, max: 1 },
      gridSize: 8,
      snap: 0,
    });
    const prompt = gridPrompt(ridge, 8);
    const query = [0.125, 0.99];
    const value = answer(program.run(ask(query, prompt), { arithmetic }));

    expect(constants).toEqual({ stepScale: 16, largeConstant: 1 });
    expect(value).toBeAllclose(ridge(query.map((q) => centreOf(q, 8))), { rtol: 0, atol });
  });

  it("refuses what it can not build or ask", () => {
    const steep = vec2vec({ inputDim: 1, outputDim: 1, constants: "small", snap: 3 });
    const prompt = steep.gridPrompt(wave, 16);

    expect(() => steep.ask([0.5], prompt)).toThrow(
      "ask: to snap to 128 places, stepScale must be >= 256, got 64.",
    );
    expect(() => steep.ask([1.5], steep.gridPrompt(wave, 2))).toThrow(ConfigError);
    expect(() => steep.ask([0.5, 0.5], steep.gridPrompt(wave, 2))).toThrow(ShapeError);
    expect(() => steep.gridPrompt(() => [1, 2], 2)).toThrow(ShapeError);
    expect(() => vec2vec({ inputDim: 0, outputDim: 1 })).toThrow(ConfigError);
    expect(() => vec2vec({ inputDim: 1, outputDim: 1, constants: "auto" })).toThrow(
      /must know valueBounds/,
    );
  });
});

describe("errorBound", () => {
  it.each([
    {
      name: "sin(2 pi x)",
      f: wave,
      inputDim: 1,
      lipschitz: 2 * Math.PI,
      sizes: [4, 8, 16, 32, 64],
    },
    {
      name: "sin(3x + 2y)",
      f: ridge,
      inputDim: 2,
      lipschitz: Math.hypot(3, 2),
      sizes: [2, 4, 8, 16],
    },
  ])("holds for $name, seed 2", ({ f, inputDim, lipschitz, sizes }) => {
    const random = createRandom(2);
    const queries = Array.from({ length: 20 }, () =>
      Array.from({ length: inputDim }, () => random.uniform()),
    );
    const { measureError } = vec2vec({ inputDim, outputDim: 1, snap: 0 });
    for (const gridSize of sizes) {
      const rows = measureError(f, gridSize, queries);
      const worst = Math.max(...rows.map(({ error }) => error));

      expect(rows.map(({ query }) => query)).toEqual(queries);
      expect(worst).toBeLessThanOrEqual(errorBound(lipschitz, inputDim, gridSize));
      // Random queries come near the worst place of a cell: the bound is not idle.
      expect(worst).toBeGreaterThan(0.2 * errorBound(lipschitz, inputDim, gridSize));
    }
  });

  it("is met by the grid size made for it", () => {
    const gridSize = gridSizeFor(0.1, 3, 2);

    expect(errorBound(3, 2, gridSize)).toBeLessThanOrEqual(0.1);
    expect(errorBound(3, 2, gridSize - 1)).toBeGreaterThan(0.1);
  });
});
