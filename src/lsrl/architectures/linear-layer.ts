import { SparseMatrix } from "../matrix.ts";
import type { ModelDtype, StateDict, WeightTensor } from "./model.ts";
import { findTensor, readTensor } from "./state-dict.ts";

/** A vector in the number type of a cell: storing a value rounds it. */
export type Vector = Float64Array | Float32Array;

/** A vector of zeros. */
export function zeroVector(dtype: ModelDtype, length: number): Vector {
  return dtype === "float32" ? new Float32Array(length) : new Float64Array(length);
}

/** `W x + b`, as `torch.nn.Linear`. */
export interface LinearLayer {
  readonly inputDim: number;
  readonly outputDim: number;
  /** Writes `[outputDim]` to `out`, which is not `x`. */
  apply(out: Vector, x: ArrayLike<number>): void;
}

/**
 * Reads `<name>.weight`, `[out, in]`, and `<name>.bias`, `[out]`, where there is one. Entries that are
 * 0 cost nothing: the matrices of a compiled program are nearly empty.
 *
 * @throws {ConfigError | ShapeError} If the weight is absent, or a shape does not fit.
 */
export function readLinear(weights: StateDict, name: string): LinearLayer {
  const { shape, data } = readTensor(weights, `${name}.weight`, ["out", "in"]);
  const [outputDim = 0] = shape;
  const bias = findTensor(weights, `${name}.bias`, [outputDim]);
  return createLinear({ shape, data }, bias);
}

/** The layer of a weight `[out, in]` and, where there is one, a bias `[out]`. */
export function createLinear({ shape, data }: WeightTensor, bias?: WeightTensor): LinearLayer {
  const [outputDim = 0, inputDim = 0] = shape;
  const constants = bias?.data;
  const rows = Array.from({ length: outputDim }, (_, i) =>
    data.subarray(i * inputDim, (i + 1) * inputDim),
  );
  const { rowStarts, entryColumns, values } = SparseMatrix.fromRows(rows, inputDim);
  const apply = (out: Vector, x: ArrayLike<number>): void => {
    for (let i = 0; i < outputDim; i += 1) {
      let sum = constants === undefined ? 0 : constants[i]!;
      const end = rowStarts[i + 1]!;
      for (let k = rowStarts[i]!; k < end; k += 1) sum += values[k]! * x[entryColumns[k]!]!;
      out[i] = sum;
    }
  };
  return { inputDim, outputDim, apply };
}
