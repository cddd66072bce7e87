import { createRandom } from "../../../src/core/random.ts";
import type { Bounds } from "../../../src/lsrl/language/index.ts";
import { SparseMatrix } from "../../../src/lsrl/matrix.ts";
import { type AffineMap, Network, type Stage } from "../../../src/lsrl/network/index.ts";

/** `A` is a list of rows. */
type Rows = readonly (readonly number[])[];

export function affine(rows: Rows, bias: readonly number[] = rows.map(() => 0)): AffineMap {
  return { weights: SparseMatrix.fromRows(rows), bias: Float64Array.from(bias) };
}

export function reluStage(map: AffineMap, bounds?: readonly Bounds[]): Stage {
  return { kind: "ReLU", width: map.bias.length, map, ...(bounds && { bounds }) };
}

export function productStage(gate: AffineMap, value: AffineMap): Stage {
  return { kind: "Multiplicative", width: gate.bias.length, gate, value };
}

export interface StateParts {
  readonly A: Rows;
  readonly B: Rows;
  readonly bias?: readonly number[];
  readonly initState?: readonly number[];
}

export function stateStage({ A, B, bias, initState }: StateParts): Stage {
  const zeros = A.map(() => 0);
  return {
    kind: "LinState",
    width: A.length,
    A: SparseMatrix.fromRows(A),
    B: SparseMatrix.fromRows(B),
    bias: Float64Array.from(bias ?? zeros),
    initState: Float64Array.from(initState ?? zeros),
  };
}

/** A network of which the last stage is read out as it is, unless told otherwise. */
export function networkOf(
  inputDim: number,
  stages: readonly Stage[],
  readout?: AffineMap,
  inputBounds?: Bounds,
): Network {
  const width = stages.at(-1)?.width ?? inputDim;
  const identity = { weights: SparseMatrix.identity(width), bias: new Float64Array(width) };
  return new Network({ inputDim, inputBounds, stages, readout: readout ?? identity });
}

/** Tokens with entries in [-2, 2), multiples of 1/8: sums of them are exact in float32. */
export function dyadicSequence(seed: number, dim: number, length: number): number[][] {
  const random = createRandom(seed);
  return Array.from({ length }, () =>
    Array.from({ length: dim }, () => (random.integer(32) - 16) / 8),
  );
}

/** The plane's rotation by an angle. */
export function rotation(angle: number): number[][] {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  return [
    [cosine, -sine],
    [sine, cosine],
  ];
}

/** -0 and 0 are equal for us, not for `toEqual`. */
export function withoutNegativeZeros(vector: readonly number[]): number[] {
  return vector.map((value) => value + 0);
}
