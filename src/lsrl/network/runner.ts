import type { PackedNetwork } from "./packed.ts";

/** Runs a packed network token by token, in constant memory. */
export interface Runner {
  /** The token, all units and the output, live: see {@link PackedNetwork}. */
  readonly tape: Float64Array | Float32Array;
  /** Takes one token; the output then lies at the end of the tape. */
  readonly step: (token: ArrayLike<number>) => void;
  /** Sets all states to their start. */
  readonly reset: () => void;
}

/**
 * This function uses nothing from outside itself: pages embed its source to run networks in a browser.
 *
 * @param isFloat32 - Rounds every weight, product and sum to float32.
 */
export function createRunner(network: PackedNetwork, isFloat32 = false): Runner {
  const { inputDim, kinds, widths, rowStarts, columns, initialTape } = network;
  const numbers = (values: Float64Array) =>
    isFloat32 ? Float32Array.from(values) : Float64Array.from(values);
  const values = numbers(network.values);
  const bias = numbers(network.bias);
  const tape = numbers(initialTape);
  const next = numbers(new Float64Array(Math.max(0, ...widths)));
  const { fround } = Math;
  const row64 = (i: number): number => {
    let sum = bias[i]!;
    const end = rowStarts[i + 1]!;
    for (let k = rowStarts[i]!; k < end; k += 1) sum += values[k]! * tape[columns[k]!]!;
    return sum;
  };
  const row32 = (i: number): number => {
    let sum = bias[i]!;
    const end = rowStarts[i + 1]!;
    for (let k = rowStarts[i]!; k < end; k += 1) {
      sum = fround(sum + fround(values[k]! * tape[columns[k]!]!));
    }
    return sum;
  };
  const row = isFloat32 ? row32 : row64;
  const step = (token: ArrayLike<number>): void => {
    for (let i = 0; i < inputDim; i += 1) tape[i] = token[i]!;
    let offset = inputDim;
    let first = 0; // row of the stage's first unit
    for (let s = 0; s < kinds.length; s += 1) {
      const width = widths[s]!;
      const kind = kinds[s]!;
      if (kind === 1) {
        for (let u = 0; u < width; u += 1) tape[offset + u] = Math.max(0, row(first + u));
      } else if (kind === 2) {
        for (let u = 0; u < width; u += 1) {
          tape[offset + u] = row(first + u) * row(first + width + u);
        }
        first += width;
      } else if (kind === 3) {
        for (let u = 0; u < width; u += 1) next[u] = row(first + u);
        for (let u = 0; u < width; u += 1) tape[offset + u] = next[u]!;
      } else {
        for (let u = 0; u < width; u += 1) tape[offset + u] = row(first + u);
      }
      first += width;
      offset += width;
    }
  };
  const reset = () => {
    for (let i = 0; i < tape.length; i += 1) tape[i] = initialTape[i]!;
  };
  return { tape, step, reset };
}
