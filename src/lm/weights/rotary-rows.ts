/**
 * Reorders a query or key matrix from adjacent rotary pairs `(2 i, 2 i + 1)`, as GGUF stores the
 * Llama family, to pairs of halves `(i, i + headDim / 2)`.
 *
 * @param matrix - `[heads * headDim, in]`, row-major.
 * @param headDim - Rows of a head, even.
 * @returns The reordered matrix, of the same shape.
 */
export function splitRotaryPairs(
  matrix: Float32Array,
  numIn: number,
  headDim: number,
): Float32Array {
  const result = new Float32Array(matrix.length);
  const half = headDim / 2;
  const numRows = matrix.length / numIn;
  for (let head = 0; head < numRows; head += headDim) {
    for (let row = 0; row < headDim; row += 1) {
      const from = (head + 2 * (row % half) + Math.floor(row / half)) * numIn;
      result.set(matrix.subarray(from, from + numIn), (head + row) * numIn);
    }
  }
  return result;
}
