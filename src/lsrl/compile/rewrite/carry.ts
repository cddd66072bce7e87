import { linear, multiplicative, type Node, relu } from "../../language/index.ts";
import { type Entry, SparseMatrix } from "../../matrix.ts";
import { affineOf, range, select, selectionMatrix, withNotesOf } from "./affine.ts";
import { nonNegativeRows } from "./signs.ts";

/** The columns in which a matrix has an entry, ascending. */
export function usedColumns({ entryColumns }: SparseMatrix): readonly number[] {
  return [...new Set(entryColumns)].sort((a, b) => a - b);
}

/**
 * `x` by way of a ReLU: `back R(split x)`, where an entry that can be negative is split into its
 * positive and its negative part.
 */
export function carryPastRelu(x: Node): Node {
  const { split, back } = splitSigns(nonNegativeRows(x), range(0, x.dim));
  return linear(relu(linear(x, split)), back);
}

/**
 * A `Linear` or `Slice` by way of a ReLU, which takes either the entries that the map reads or those
 * that it makes, whichever need fewer units.
 */
export function carryMapPastRelu(node: Node): Node {
  const { weights, bias } = affineOf(node)!;
  const x = node.operands[0]!;
  const before = splitSigns(nonNegativeRows(x), usedColumns(weights));
  const after = splitSigns(nonNegativeRows(node), range(0, node.dim));
  if (before.split.rows > 0 && before.split.rows < after.split.rows) {
    const parts = relu(linear(x, before.split));
    return withNotesOf(linear(parts, weights.multiply(before.back), bias), node);
  }
  const parts = linear(x, after.split.multiply(weights), after.split.apply(bias));
  return withNotesOf(linear(relu(parts), after.back), node);
}

/** `back R(split x)` has the entries `rows` of `x`, and 0 elsewhere. */
function splitSigns(nonNegative: readonly boolean[], rows: readonly number[]) {
  const units = rows.flatMap((row) =>
    nonNegative[row]!
      ? [{ row, sign: 1 }]
      : [
          { row, sign: 1 },
          { row, sign: -1 },
        ],
  );
  const size = nonNegative.length;
  const split = units.map(({ row, sign }, unit): Entry => [unit, row, sign]);
  const back = units.map(({ row, sign }, unit): Entry => [row, unit, sign]);
  return {
    split: SparseMatrix.fromEntries(units.length, size, split),
    back: SparseMatrix.fromEntries(size, units.length, back),
  };
}

/** Products of entries of `x`, made by one node that also hands on others as `1 * entry`. */
export interface ProductsAndCarried {
  /** Of each list of factors: first half times second half. */
  readonly products: readonly Node[];
  /** The entries that are handed on. */
  readonly carried: Node;
}

/**
 * @param factors - Of each product, the rows of `x` that are its first factors, then the second ones.
 * @param rows - What to hand on.
 */
export function carryPastProducts(
  x: Node,
  factors: readonly (readonly number[])[],
  rows: readonly number[],
): ProductsAndCarried {
  const pairs = new Map<
    string,
    { readonly unit: number; readonly a: number; readonly b: number }
  >();
  const places = factors.map((list) => {
    const half = list.length / 2;
    return range(0, half).map((i) => {
      const [a, b] = [list[i]!, list[half + i]!];
      const key = `${a} ${b}`;
      const pair = pairs.get(key) ?? { unit: pairs.size, a, b };
      pairs.set(key, pair);
      return pair.unit;
    });
  });
  const [gates, values] = [
    [...pairs.values()].map(({ a }) => a),
    [...pairs.values()].map(({ b }) => b),
  ];
  const weights = SparseMatrix.stack([
    selectionMatrix(x.dim, gates),
    SparseMatrix.zeros(rows.length, x.dim),
    selectionMatrix(x.dim, [...values, ...rows]),
  ]);
  const bias = new Float64Array(weights.rows).fill(1, gates.length, gates.length + rows.length);
  const all = multiplicative(linear(x, weights, bias));
  return {
    products: places.map((units) => select(all, units)),
    carried: select(all, range(gates.length, gates.length + rows.length)),
  };
}
