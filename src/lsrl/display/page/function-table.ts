/** A vector of numbers. */
export type Vector = readonly number[];

/** A function of a vector. */
export type VectorMap = (x: Vector) => Vector;

/**
 * Makes a function of formulas, with the names of JavaScript's `Math`. Runs in the browser, on what
 * the reader of the page wrote into it.
 *
 * @param names - Names of the arguments in the formulas.
 */
export function readFormulas(names: readonly string[], formulas: readonly string[]): VectorMap {
  const source = formulas.map((formula) => `(${formula})`).join(",");
  const made: unknown = new Function(...names, `with (Math) { return [${source}]; }`);
  return (x) => {
    const values: unknown = typeof made === "function" ? made(...x) : [];
    if (!Array.isArray(values) || !values.every(Number.isFinite)) {
      throw new Error("the formula does not give a finite number everywhere in [0, 1]");
    }
    return values;
  };
}

/** The table of a function as tokens: side of a cell, lower corner, value at the centre. */
export function tabulate(f: VectorMap, dim: number, gridSize: number): readonly Vector[] {
  return Array.from({ length: gridSize ** dim }, (_, cell) => {
    const lower = Array.from(
      { length: dim },
      (__, i) => (Math.floor(cell / gridSize ** (dim - 1 - i)) % gridSize) / gridSize,
    );
    return [1 / gridSize, ...lower, ...f(lower.map((l) => l + 0.5 / gridSize))];
  });
}

/** Moves a query to the middle of one of `2^snap` parts of a cell. */
export function snapQuery(x: Vector, gridSize: number, snap: number | undefined): Vector {
  if (snap === undefined) return x;
  const numParts = gridSize * 2 ** snap;
  return x.map((q) => (Math.min(Math.floor(q * numParts), numParts - 1) + 0.5) / numParts);
}

/** Place of the cell that holds `q`, along one side; cells are open below and closed above. */
export function cellOf(q: number, gridSize: number): number {
  return Math.min(gridSize - 1, Math.max(0, Math.ceil(q * gridSize) - 1));
}
