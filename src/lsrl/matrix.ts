import { ConfigError, ShapeError } from "../core/errors.ts";

/** Rows of a dense matrix, `[rows][columns]`, or a sparse one. */
export type MatrixLike = readonly ArrayLike<number>[] | SparseMatrix;

/** One entry of a sparse matrix. */
export type Entry = readonly [row: number, column: number, value: number];

/** A matrix `[rows, columns]` of which only the entries that are not 0 are stored, row by row. */
export class SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  /** `[rows + 1]`: row `i` holds the entries `rowStarts[i] .. rowStarts[i + 1] - 1`. */
  readonly rowStarts: Int32Array;
  /** Column of each entry, ascending within a row. */
  readonly entryColumns: Int32Array;
  /** Value of each entry. */
  readonly values: Float64Array;

  /** The arrays are taken as they are; see {@link SparseMatrix.fromRows} and its sisters. */
  constructor(
    rows: number,
    columns: number,
    rowStarts: Int32Array,
    entryColumns: Int32Array,
    values: Float64Array,
  ) {
    this.rows = rows;
    this.columns = columns;
    this.rowStarts = rowStarts;
    this.entryColumns = entryColumns;
    this.values = values;
  }

  /**
   * From dense rows.
   *
   * @param columns - Needed only where there is no row to tell it.
   * @throws {ShapeError} If the rows differ in length.
   * @throws {ConfigError} If an entry is not a finite number.
   */
  static fromRows(
    rows: readonly ArrayLike<number>[],
    columns = rows[0]?.length ?? 0,
  ): SparseMatrix {
    const entries: Entry[] = [];
    rows.forEach((row, i) => {
      if (row.length !== columns) {
        throw new ShapeError(`matrix: row ${i}`, { expected: [columns], actual: [row.length] });
      }
      for (let j = 0; j < columns; j += 1) {
        const value = row[j]!;
        if (value !== 0) entries.push([i, j, value]);
      }
    });
    return SparseMatrix.fromEntries(rows.length, columns, entries);
  }

  /**
   * From entries in any order; those at one place are added.
   *
   * @throws {ConfigError} If an entry is outside the matrix or not a finite number.
   */
  static fromEntries(rows: number, columns: number, entries: readonly Entry[]): SparseMatrix {
    const sorted = entries.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
    const rowStarts = new Int32Array(rows + 1);
    const entryColumns = new Int32Array(sorted.length);
    const values = new Float64Array(sorted.length);
    let count = 0;
    for (let k = 0; k < sorted.length; k += 1) {
      let [row, column, sum] = sorted[k]!;
      while (isAt(row, column, sorted[k + 1])) {
        k += 1;
        sum += sorted[k]![2];
      }
      if (sum === 0) continue;
      requireEntry(rows, columns, [row, column, sum]);
      rowStarts[row + 1]! += 1;
      entryColumns[count] = column;
      values[count] = sum;
      count += 1;
    }
    for (let i = 0; i < rows; i += 1) rowStarts[i + 1]! += rowStarts[i]!;
    return new SparseMatrix(
      rows,
      columns,
      rowStarts,
      entryColumns.slice(0, count),
      values.slice(0, count),
    );
  }

  /** The identity times `scale`. */
  static identity(size: number, scale = 1): SparseMatrix {
    return SparseMatrix.selection(size, 0, size, scale);
  }

  /** The map from `[columns]` to its coordinates `start .. end - 1`, times `scale`. */
  static selection(columns: number, start: number, end: number, scale = 1): SparseMatrix {
    const entries = Array.from({ length: end - start }, (_, i): Entry => [i, start + i, scale]);
    return SparseMatrix.fromEntries(end - start, columns, entries);
  }

  /** A matrix of zeros. */
  static zeros(rows: number, columns: number): SparseMatrix {
    return SparseMatrix.fromEntries(rows, columns, []);
  }

  /** Number of stored entries; none of them is 0. */
  get numNonZeros(): number {
    return this.values.length;
  }

  /** The entries, row by row. */
  *entries(): Generator<Entry> {
    for (let i = 0; i < this.rows; i += 1) {
      for (let k = this.rowStarts[i]!; k < this.rowStarts[i + 1]!; k += 1) {
        yield [i, this.entryColumns[k]!, this.values[k]!];
      }
    }
  }

  /** Dense rows, `[rows][columns]`. */
  toRows(): number[][] {
    const dense = Array.from({ length: this.rows }, () => new Array<number>(this.columns).fill(0));
    for (const [i, j, value] of this.entries()) dense[i]![j] = value;
    return dense;
  }

  /** `this` times a vector `[columns]`, as `[rows]`. */
  apply(vector: ArrayLike<number>): Float64Array {
    const result = new Float64Array(this.rows);
    for (let i = 0; i < this.rows; i += 1) {
      let sum = 0;
      for (let k = this.rowStarts[i]!; k < this.rowStarts[i + 1]!; k += 1) {
        sum += this.values[k]! * vector[this.entryColumns[k]!]!;
      }
      result[i] = sum;
    }
    return result;
  }

  /** `this` times `right`, `[rows, right.columns]`. */
  multiply(right: SparseMatrix): SparseMatrix {
    const rowStarts = new Int32Array(this.rows + 1);
    const columns: number[] = [];
    const values: number[] = [];
    const sums = new Float64Array(right.columns);
    const isTouched = new Uint8Array(right.columns);
    for (let i = 0; i < this.rows; i += 1) {
      const touched: number[] = [];
      for (let k = this.rowStarts[i]!; k < this.rowStarts[i + 1]!; k += 1) {
        const factor = this.values[k]!;
        const middle = this.entryColumns[k]!;
        for (let m = right.rowStarts[middle]!; m < right.rowStarts[middle + 1]!; m += 1) {
          const column = right.entryColumns[m]!;
          if (isTouched[column] === 0) {
            isTouched[column] = 1;
            touched.push(column);
          }
          sums[column]! += factor * right.values[m]!;
        }
      }
      for (const column of touched.sort((a, b) => a - b)) {
        if (sums[column] !== 0) {
          columns.push(column);
          values.push(sums[column]!);
        }
        sums[column] = 0;
        isTouched[column] = 0;
      }
      rowStarts[i + 1] = columns.length;
    }
    return new SparseMatrix(
      this.rows,
      right.columns,
      rowStarts,
      Int32Array.from(columns),
      Float64Array.from(values),
    );
  }

  /** Every entry times `factor`. */
  scale(factor: number): SparseMatrix {
    return this.map((value) => factor * value);
  }

  /** Every stored entry through `change`, in row order; results that are 0 are dropped. */
  map(change: (value: number) => number): SparseMatrix {
    const entries = Array.from(this.entries(), ([i, j, value]): Entry => [i, j, change(value)]);
    return SparseMatrix.fromEntries(this.rows, this.columns, entries);
  }

  /** The rows of all matrices one under the other; they have equally many columns. */
  static stack(matrices: readonly SparseMatrix[]): SparseMatrix {
    let top = 0;
    const entries: Entry[] = [];
    for (const matrix of matrices) {
      for (const [i, j, value] of matrix.entries()) entries.push([top + i, j, value]);
      top += matrix.rows;
    }
    return SparseMatrix.fromEntries(top, matrices[0]?.columns ?? 0, entries);
  }

  /** The matrices along the diagonal of a larger one. */
  static blockDiagonal(matrices: readonly SparseMatrix[]): SparseMatrix {
    let [top, left] = [0, 0];
    const entries: Entry[] = [];
    for (const matrix of matrices) {
      for (const [i, j, value] of matrix.entries()) entries.push([top + i, left + j, value]);
      top += matrix.rows;
      left += matrix.columns;
    }
    return SparseMatrix.fromEntries(top, left, entries);
  }
}

function isAt(row: number, column: number, entry: Entry | undefined): boolean {
  return entry?.[0] === row && entry[1] === column;
}

function requireEntry(rows: number, columns: number, [row, column, value]: Entry): void {
  if (!Number.isFinite(value)) {
    throw new ConfigError(
      `matrix: entries must be finite numbers, got ${value} at [${row}][${column}]`,
    );
  }
  if (!(row >= 0 && row < rows && column >= 0 && column < columns)) {
    throw new ConfigError(
      `matrix: entries must be within [${rows}][${columns}], got one at [${row}][${column}]`,
    );
  }
}

/** Parses a matrix; `columns` tells the width of a matrix without rows. */
export function toMatrix(matrix: MatrixLike, columns?: number): SparseMatrix {
  if (matrix instanceof SparseMatrix) return matrix;
  return SparseMatrix.fromRows(matrix, matrix.length === 0 ? columns : undefined);
}
