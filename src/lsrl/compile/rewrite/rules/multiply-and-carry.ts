import { linear, multiplicative, type Node } from "../../../language/index.ts";
import { SparseMatrix } from "../../../matrix.ts";
import { range, select, selectionMatrix } from "../affine.ts";

/** Products of entries of a vector, and entries handed on as `1 * entry`, all made by one node. */
interface ProductsAndCarried {
  /** Of each list of factors, its products. */
  readonly products: readonly Node[];
  /** Entries that were handed on, named by their places in the vector. */
  readonly entries: (rows: readonly number[]) => Node;
}

/**
 * @param factors - Lists of places in `x`: first factors, then as many second ones.
 * @param carried - Places in `x` to hand on; may be none.
 */
export function multiplyAndCarry(
  x: Node,
  factors: readonly (readonly number[])[],
  carried: readonly number[],
): ProductsAndCarried {
  const pairs = new Map<
    string,
    { readonly unit: number; readonly a: number; readonly b: number }
  >();
  const units = factors.map((list) => {
    const half = list.length / 2;
    return range(0, half).map((i) => {
      const [a, b] = [list[i]!, list[half + i]!];
      const pair = pairs.get(`${a} ${b}`) ?? { unit: pairs.size, a, b };
      pairs.set(`${a} ${b}`, pair);
      return pair.unit;
    });
  });
  const gates = Array.from(pairs.values(), ({ a }) => a);
  const values = Array.from(pairs.values(), ({ b }) => b);
  const weights = SparseMatrix.stack([
    selectionMatrix(x.dim, gates),
    SparseMatrix.zeros(carried.length, x.dim),
    selectionMatrix(x.dim, [...values, ...carried]),
  ]);
  const bias = new Float64Array(weights.rows).fill(1, gates.length, gates.length + carried.length);
  const all = multiplicative(linear(x, weights, bias));
  const places = new Map(carried.map((row, i) => [row, gates.length + i]));
  return {
    products: units.map((list) => select(all, list)),
    entries: (rows) =>
      select(
        all,
        rows.map((row) => places.get(row)!),
      ),
  };
}
