import type { PackedNetwork } from "./packed.ts";

/** Runs a packed network token by token, in constant memory. */
export interface Runner {
  /** The token, all units and the output, live: see {@link PackedNetwork}. */
  readonly tape: Float64Array;
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
  const { fround } = Math;
  const numbers = (values: Float64Array) => values.map((x) => (isFloat32 ? fround(x) : x));
  const initialTape = numbers(network.initialTape);
  const parts = {
    ...network,
    isFloat32,
    values: numbers(network.values),
    bias: numbers(network.bias),
    tape: initialTape.slice(),
    sums: new Float64Array(2 * Math.max(0, ...network.widths)),
  };
  const step = (token: ArrayLike<number>): void => {
    // Locals, for the inner loop would load captured variables at each turn.
    const { isFloat32, inputDim, kinds, widths, rowStarts, columns, values, bias, tape, sums } =
      parts;
    for (let i = 0; i < inputDim; i += 1) tape[i] = isFloat32 ? fround(token[i]!) : token[i]!;
    let offset = inputDim;
    let row = 0;
    let entry = 0;
    for (let s = 0; s < kinds.length; s += 1) {
      const kind = kinds[s]!;
      const width = widths[s]!;
      const numRows = kind === 2 ? 2 * width : width;
      for (let i = 0; i < numRows; i += 1) {
        let sum = bias[row]!;
        row += 1;
        for (const end = rowStarts[row]!; entry < end; entry += 1) {
          const product = values[entry]! * tape[columns[entry]!]!;
          sum = isFloat32 ? fround(sum + fround(product)) : sum + product;
        }
        sums[i] = sum;
      }
      for (let u = 0; u < width; u += 1) {
        let value = sums[u]!;
        if (kind === 1) value = Math.max(0, value);
        else if (kind === 2) value *= sums[width + u]!;
        tape[offset + u] = isFloat32 ? fround(value) : value;
      }
      offset += width;
    }
  };
  const reset = () => parts.tape.set(initialTape);
  return { tape: parts.tape, step, reset };
}
