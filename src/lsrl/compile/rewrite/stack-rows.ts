import { SparseMatrix } from "../../matrix.ts";
import type { AffineMap } from "../../network/index.ts";
import { selectionMatrix } from "./affine.ts";

/** Maps of one vector as a single one. */
interface StackedRows extends AffineMap {
  /** Of each map, for each of its rows: the row of the single map that is equal to it. */
  readonly places: readonly (readonly number[])[];
  /** Of each row of the single map: the row of the plain stack that it is. */
  readonly origins: readonly number[];
}

/** Stacks maps of one vector; of rows that are equal, one is kept. */
export function stackRows(maps: readonly AffineMap[]): StackedRows {
  const all = SparseMatrix.stack(maps.map(({ weights }) => weights));
  const bias = maps.flatMap((map) => Array.from(map.bias));
  const placeOfKey = new Map<string, number>();
  const origins: number[] = [];
  const placeOf = bias.map((value, row) => {
    const key = rowKey(all, row, value);
    const known = placeOfKey.get(key);
    if (known !== undefined) return known;
    const place = origins.push(row) - 1;
    placeOfKey.set(key, place);
    return place;
  });
  let top = 0;
  const places = maps.map(({ weights: { rows } }) => {
    top += rows;
    return placeOf.slice(top - rows, top);
  });
  return {
    weights: selectionMatrix(all.rows, origins).multiply(all),
    bias: Float64Array.from(origins, (row) => bias[row]!),
    places,
    origins,
  };
}

function rowKey({ rowStarts, entryColumns, values }: SparseMatrix, row: number, bias: number) {
  const [start, end] = [rowStarts[row]!, rowStarts[row + 1]!];
  return `${entryColumns.subarray(start, end)};${values.subarray(start, end)};${bias}`;
}
