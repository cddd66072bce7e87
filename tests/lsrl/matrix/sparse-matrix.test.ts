import { describe, expect, it } from "vitest";
import { ConfigError, ShapeError } from "../../../src/core/errors.ts";
import { createRandom, type Random } from "../../../src/core/random.ts";
import { type Entry, SparseMatrix, toMatrix } from "../../../src/lsrl/matrix.ts";

type Rows = number[][];

/** Small integers, about two in three of them 0: sums and products are exact. */
function randomRows(random: Random, rows: number, columns: number): Rows {
  return Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => (random.integer(3) === 0 ? random.integer(9) - 4 : 0)),
  );
}

function denseProduct(a: Rows, b: Rows): Rows {
  return a.map((row) =>
    (b[0] ?? []).map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)),
  );
}

/** The promises that every matrix keeps: entries row by row, columns ascending, none of them 0. */
function isWellFormed({ rows, columns, rowStarts, entryColumns, values }: SparseMatrix): boolean {
  const places = Array.from({ length: rows }, (_, i) =>
    Array.from(entryColumns.subarray(rowStarts[i], rowStarts[i + 1])),
  );
  return (
    rowStarts.length === rows + 1 &&
    rowStarts[0] === 0 &&
    rowStarts.at(-1) === values.length &&
    entryColumns.length === values.length &&
    places.every((row) =>
      row.every((column, k) => column < columns && (k === 0 || column > row[k - 1]!)),
    ) &&
    values.every((value) => value !== 0)
  );
}

const seeds = Array.from({ length: 40 }, (_, seed) => seed);

describe("SparseMatrix", () => {
  it.each(seeds)("agrees with dense rows (seed %d)", (seed) => {
    const random = createRandom(seed);
    const [m, n, p] = [1 + random.integer(6), 1 + random.integer(6), 1 + random.integer(6)];
    const [a, b, c] = [
      randomRows(random, m, n),
      randomRows(random, n, p),
      randomRows(random, p, n),
    ];
    const x = Array.from({ length: n }, () => random.integer(9) - 4);
    const A = SparseMatrix.fromRows(a);
    const B = SparseMatrix.fromRows(b);
    const C = SparseMatrix.fromRows(c);

    const product = A.multiply(B);
    const stacked = SparseMatrix.stack([A, C, A]);
    const diagonal = SparseMatrix.blockDiagonal([A, B]);

    expect(A.toRows()).toEqual(a);
    expect(Array.from(A.apply(x))).toEqual(
      denseProduct(
        a,
        x.map((value) => [value]),
      ).flat(),
    );
    expect(product.toRows()).toEqual(denseProduct(a, b));
    expect(stacked.toRows()).toEqual([...a, ...c, ...a]);
    expect(diagonal.toRows()).toEqual([
      ...a.map((row) => [...row, ...new Array<number>(p).fill(0)]),
      ...b.map((row) => [...new Array<number>(n).fill(0), ...row]),
    ]);
    expect(A.scale(-2).toRows()).toEqual(a.map((row) => row.map((value) => -2 * value + 0)));
    expect([A, product, stacked, diagonal].every(isWellFormed)).toBe(true);
  });

  it.each(seeds)("does not depend on the order of its entries (seed %d)", (seed) => {
    const random = createRandom(seed);
    const rows = randomRows(random, 5, 4);
    const matrix = SparseMatrix.fromRows(rows);

    const shuffled = SparseMatrix.fromEntries(5, 4, random.shuffle(matrix.entries()));

    expect(shuffled).toEqual(matrix);
    expect(matrix.numNonZeros).toBe(rows.flat().filter((value) => value !== 0).length);
  });

  it("adds entries at one place and drops what comes to 0", () => {
    const entries: readonly Entry[] = [
      [1, 0, 2],
      [0, 1, 3],
      [1, 0, 0.5],
      [0, 1, -3],
      [0, 0, 0],
    ];

    const matrix = SparseMatrix.fromEntries(2, 2, entries);

    expect(Array.from(matrix.entries())).toEqual([[1, 0, 2.5]]);
  });

  it("drops products that cancel and values that are mapped to 0", () => {
    const ones = SparseMatrix.fromRows([[1, 1]]);

    expect(
      ones.multiply(
        SparseMatrix.fromRows([
          [1, 2],
          [-1, 2],
        ]),
      ).numNonZeros,
    ).toBe(1);
    expect(ones.scale(0).numNonZeros).toBe(0);
    expect(SparseMatrix.selection(4, 1, 3, 0).numNonZeros).toBe(0);
  });

  it("maps entries in row order", () => {
    let count = 0;
    const numbered = SparseMatrix.fromRows([
      [0, 7],
      [7, 7],
    ]).map(() => {
      count += 1;
      return count;
    });

    expect(numbered.toRows()).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it("selects coordinates, times a factor", () => {
    const x = [1, 2, 3, 4];

    expect(Array.from(SparseMatrix.selection(4, 1, 3, 2).apply(x))).toEqual([4, 6]);
    expect(Array.from(SparseMatrix.identity(4, -1).apply(x))).toEqual([-1, -2, -3, -4]);
    expect(Array.from(SparseMatrix.zeros(2, 4).apply(x))).toEqual([0, 0]);
  });

  it("holds matrices without rows, of a width that must be told", () => {
    const empty = toMatrix([], 3);

    expect([empty.rows, empty.columns]).toEqual([0, 3]);
    expect(SparseMatrix.stack([empty, SparseMatrix.identity(3)]).toRows()).toEqual(
      SparseMatrix.identity(3).toRows(),
    );
    expect(SparseMatrix.stack([]).toRows()).toEqual([]);
    expect(SparseMatrix.blockDiagonal([]).toRows()).toEqual([]);
  });

  it("is taken as it is by toMatrix", () => {
    const matrix = SparseMatrix.identity(2);

    expect(toMatrix(matrix)).toBe(matrix);
    expect(toMatrix([Float32Array.of(0, 0.5)]).toRows()).toEqual([[0, 0.5]]);
  });

  it("refuses rows of different lengths", () => {
    const ragged = () => SparseMatrix.fromRows([[1, 2], [3]]);

    expect(ragged).toThrow(ShapeError);
    expect(ragged).toThrow("matrix: row 1: expected shape [2], got [1]");
  });

  it.each([
    { value: Number.NaN, sum: false },
    { value: Number.POSITIVE_INFINITY, sum: false },
    { value: Number.MAX_VALUE, sum: true },
  ])("refuses entries that are not finite: $value", ({ value, sum }) => {
    const make = () =>
      SparseMatrix.fromEntries(2, 2, [[1, 0, value], ...(sum ? [[1, 0, value] as const] : [])]);

    expect(make).toThrow(ConfigError);
    expect(make).toThrow(
      /^matrix: entries must be finite numbers, got (NaN|Infinity) at \[1\]\[0\]$/,
    );
    expect(() => SparseMatrix.fromRows([[1], [Number.NaN]])).toThrow("got NaN at [1][0]");
  });

  it.each([
    [2, 0],
    [0, 3],
    [-1, 0],
    [0, -1],
  ])("refuses an entry outside: [%d][%d]", (row, column) => {
    const make = () => SparseMatrix.fromEntries(2, 3, [[row, column, 1]]);

    expect(make).toThrow(ConfigError);
    expect(make).toThrow(`matrix: entries must be within [2][3], got one at [${row}][${column}]`);
  });
});
