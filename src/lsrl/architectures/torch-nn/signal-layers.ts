import { type Entry, SparseMatrix } from "../../matrix.ts";
import {
  type AffineMap,
  identityMap,
  type RowSum,
  scaleMap,
  sumRows,
} from "../../network/index.ts";
import type { LayerStack } from "./layer-stack.ts";
import type { GatedStep, StateStep } from "./network-steps.ts";

/** What a layer of tanh computes, `tanh(input x + recurrent h)`, and what it means to the network. */
export interface SignalLayer {
  readonly input: AffineMap;
  readonly recurrent?: SparseMatrix;
  readonly units: AffineMap;
}

/** States as signals: `h <- scale drift + A h`. */
export function stateLayer(
  stack: LayerStack,
  { A, drift, offset, subject }: StateStep,
  scale: number,
): SignalLayer {
  return {
    input: stack.read(drift, scale, subject),
    recurrent: A,
    units: { ...decodeMap(offset.length, scale), bias: offset },
  };
}

/** From signals to what they stand for. */
export function decodeMap(width: number, scale: number): AffineMap {
  return scaleMap(identityMap(width), 1 / scale);
}

/** A map that reads nothing. */
export function constantMap(rows: number, columns: number, value: number): AffineMap {
  return {
    weights: SparseMatrix.zeros(rows, columns),
    bias: new Float64Array(rows).fill(value),
  };
}

/** From a sparse list. */
export function mapOf(rows: number, columns: number, entries: readonly Entry[]): AffineMap {
  return {
    weights: SparseMatrix.fromEntries(rows, columns, entries),
    bias: new Float64Array(rows),
  };
}

/** Those rows of a map, in that order. */
export function pickRows(map: AffineMap, rows: readonly number[]): AffineMap {
  return sumRows(
    map,
    rows.map((row): RowSum => ({ terms: [[row, 1]] })),
  );
}

/** The places of the units whose gate may be closed. */
export function gatedPlaces({ isOpen }: GatedStep): readonly number[] {
  return isOpen.flatMap((open, i) => (open ? [] : [i]));
}

/**
 * The last layer of a gate: of `width` units `y`, and after them of one `q` for each gated place, it
 * takes `y - q`. A gate that is closed makes both equal, near -1, and so their difference exactly 0.
 */
export function closingMap(width: number, places: readonly number[]): AffineMap {
  const entries = Array.from({ length: width }, (_, i): Entry => [i, i, 1]);
  places.forEach((place, k) => {
    entries.push([place, width + k, -1]);
  });
  return mapOf(width, width + places.length, entries);
}
