import type { Bounds } from "../../language/index.ts";
import type { SparseMatrix } from "../../matrix.ts";
import {
  type AffineMap,
  largestWithin,
  type Network,
  type Stage,
  unitBounds,
} from "../../network/index.ts";

import { factorBounds } from "./network-steps.ts";

/** What is known about the errors of a network's products. */
export interface ErrorSource {
  /** Greatest absolute error of a product of factors that are at most so large. */
  readonly productError: (largestLeft: number, largestRight: number) => number;
  /** Greatest absolute value of a factor whose bounds are not known. */
  readonly maxValue?: number | undefined;
  /** Greatest length of a sequence; without it, errors that states add up have no bound. */
  readonly maxLength?: number | undefined;
}

/**
 * The greatest absolute error of an output, if every product whose factors both vary is computed with
 * an error: a ReLU passes errors on, a map adds them up, a product multiplies them with the other
 * factor, and a state adds them up over time. A worst case that is far from typical, for steps make
 * small errors large or nothing. Rounding elsewhere is not counted.
 *
 * @returns `Infinity` where factors have no bounds, or sequences no length.
 */
export function propagatedError(network: Network, source: ErrorSource): number {
  const bounds = unitBounds(network);
  let errors: Float64Array = new Float64Array(network.inputDim);
  network.stages.forEach((stage, k) => {
    errors = stageErrors(stage, errors, bounds[k]!, source);
  });
  return Math.max(0, ...mapErrors(network.readout.weights, errors));
}

function stageErrors(
  stage: Stage,
  errors: Float64Array,
  before: readonly Bounds[],
  source: ErrorSource,
): Float64Array {
  switch (stage.kind) {
    case "ReLU":
      return mapErrors(stage.map.weights, errors);
    case "LinState":
      return stateErrors(stage.A, mapErrors(stage.B, errors), source.maxLength);
    case "Multiplicative": {
      const [left, right] = [stage.gate, stage.value].map((map) =>
        factorsOf(map, errors, factorBounds(map, before, source.maxValue)),
      );
      return Float64Array.from(left!, (a, i) => {
        const b = right![i]!;
        const varies = !a.isConstant && !b.isConstant;
        const own = varies ? source.productError(a.largest, b.largest) : 0;
        return own + times(a.largest + a.error, b.error) + times(b.largest, a.error);
      });
    }
  }
}

/** A factor of a product. */
interface Factor {
  readonly largest: number;
  readonly error: number;
  readonly isConstant: boolean;
}

function factorsOf(
  map: AffineMap,
  errors: Float64Array,
  factors: readonly Bounds[],
): readonly Factor[] {
  const ofErrors = mapErrors(map.weights, errors);
  const { rowStarts } = map.weights;
  return factors.map((bounds, i) => ({
    largest: largestWithin(bounds),
    error: ofErrors[i]!,
    isConstant: rowStarts[i] === rowStarts[i + 1],
  }));
}

/** Errors of sums. */
function mapErrors(weights: SparseMatrix, errors: Float64Array): Float64Array {
  return absolute(weights).apply(errors);
}

// Without a length, a state whose error has not settled after so many tokens has no bound.
const patience = 1000;

/** Errors of states whose drift has errors. */
function stateErrors(
  A: SparseMatrix,
  drift: Float64Array,
  maxLength: number | undefined,
): Float64Array {
  const sizes = absolute(A);
  let errors = drift;
  for (let t = 1; t < (maxLength ?? patience); t += 1) {
    const next = sizes.apply(errors).map((value, i) => value + drift[i]!);
    const isSettled = next.every((value, i) => value <= errors[i]! * (1 + 1e-15));
    errors = next;
    if (isSettled) return errors;
  }
  return maxLength === undefined
    ? errors.map((value) => (value === 0 ? 0 : Number.POSITIVE_INFINITY))
    : errors;
}

function absolute(matrix: SparseMatrix): SparseMatrix {
  return matrix.map(Math.abs);
}

/** 0 times infinity is 0: what is exactly 0 has no error. */
function times(x: number, y: number): number {
  return x === 0 || y === 0 ? 0 : x * y;
}
