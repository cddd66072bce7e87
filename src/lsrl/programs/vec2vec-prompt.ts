import { ConfigError, ShapeError } from "../../core/errors.ts";
import { requireInRange } from "../../core/ranges.ts";

/** A function from `[0, 1]^d`, `[d]`, to `[e]`. */
export type VectorFunction = (x: readonly number[]) => readonly number[];

/** A function as a table, for the program `vec2vec`. */
export interface GridPrompt {
  /** `N`: cells to a side. */
  readonly gridSize: number;
  /** `[N^d][1 + d + e]`: the side of a cell, its lower corner, the value at its centre. */
  readonly tokens: readonly (readonly number[])[];
}

interface Shape {
  readonly inputDim: number;
  readonly outputDim: number;
}

/**
 * Tabulates a function at the centres of `gridSize^d` cells, the last coordinate fastest.
 *
 * @throws {ConfigError} Unless `gridSize` is an integer >= 1.
 * @throws {ShapeError} If `f` gives something that is not `[e]`.
 */
export function gridPrompt(
  f: VectorFunction,
  { inputDim, outputDim, gridSize }: Shape & { readonly gridSize: number },
): GridPrompt {
  requireInRange("gridPrompt: gridSize", gridSize, { min: 1, integer: true });
  const tokens = Array.from({ length: gridSize ** inputDim }, (_, cell) => {
    const lower = cellOf(cell, gridSize, inputDim).map((i) => i / gridSize);
    const value = f(lower.map((l) => l + 1 / (2 * gridSize)));
    requireLength("gridPrompt: f", value, outputDim);
    return [1 / gridSize, ...lower, ...value];
  });
  return { gridSize, tokens };
}

/** How queries are placed. */
export interface AskOptions extends Shape {
  readonly stepScale: number;
  /** See `Vec2VecOptions.snap`. */
  readonly snap?: number | undefined;
}

/**
 * The whole sequence: the query in the first `d` places of a token that is 0 elsewhere, then the table.
 *
 * @throws {ShapeError} If the query is not `[d]`.
 * @throws {ConfigError} If it lies outside `[0, 1]^d`, or the steps are not steep enough to snap it.
 */
export function askGrid(
  query: readonly number[],
  { gridSize, tokens }: GridPrompt,
  { inputDim, outputDim, stepScale, snap }: AskOptions,
): readonly (readonly number[])[] {
  requireLength("ask: query", query, inputDim);
  for (const q of query) requireInRange("ask: query", q, { min: 0, max: 1 });
  const placed =
    snap === undefined ? query : query.map((q) => snapToGrid(q, gridSize, snap, stepScale));
  return [[...placed, ...new Array<number>(1 + outputDim).fill(0)], ...tokens];
}

/**
 * The middle of the part of a cell that holds `q`, at least `1 / (2^(snap + 1) N)` from every boundary.
 * Cells are closed below and open above, but the last one holds 1 too.
 */
function snapToGrid(q: number, gridSize: number, snap: number, stepScale: number): number {
  const numParts = gridSize * 2 ** snap;
  if (stepScale < 2 * numParts) {
    throw new ConfigError(
      `ask: to snap to ${numParts} places, stepScale must be >= ${2 * numParts}, got ${stepScale}. Use larger constants, a smaller snap, or a smaller gridSize.`,
    );
  }
  return (Math.min(partBelow(q, numParts), numParts - 1) + 0.5) / numParts;
}

/** The largest `i` with `i / numParts <= q`, of the floats that prompts are made of. */
function partBelow(q: number, numParts: number): number {
  const near = Math.round(q * numParts);
  return near / numParts <= q ? near : near - 1;
}

/** Coordinates of a cell in the grid, the last one fastest. */
function cellOf(index: number, gridSize: number, inputDim: number): number[] {
  return Array.from(
    { length: inputDim },
    (_, i) => Math.floor(index / gridSize ** (inputDim - 1 - i)) % gridSize,
  );
}

function requireLength(subject: string, vector: readonly number[], length: number): void {
  if (vector.length !== length) {
    throw new ShapeError(subject, { expected: [length], actual: [vector.length] });
  }
}
