import { sigmoid, softplus } from "../activations.ts";
import { type Vector, zeroVector } from "../linear-layer.ts";
import type { ModelDtype, StateDict } from "../model.ts";
import { readTensor } from "../state-dict.ts";

/** A real-gated linear recurrent unit (RG-LRU). */
export interface GatedRecurrence {
  /** Takes `[width]` and leaves the new state in its place; `isStart` at position 0. */
  step(x: Vector, isStart: boolean): void;
  reset(): void;
}

/** A constant decay as the unit computes it from its parameter, with the recurrence gate open. */
export interface Decay {
  /** What the state is multiplied with. */
  readonly a: number;
  /** `sqrt(1 - a^2)`: what the input is multiplied with. */
  readonly inputFactor: number;
}

/**
 * `a = exp(-8 gate softplus(parameter))` and `sqrt(1 - a^2)`, rounded after every operation.
 *
 * In float32 there are parameters for which `a` rounds to 1 and `exp(2 log a)` still does not: the
 * unit then adds up its input without any loss.
 *
 * @see De et al. 2024 (Griffin), equations 3 and 4.
 */
export function decayOf(parameter: number, gate: number, dtype: ModelDtype): Decay {
  const round = dtype === "float32" ? Math.fround : (value: number) => value;
  const logA = round(round(-8 * gate) * round(softplus(round(parameter))));
  const squared = round(Math.exp(round(2 * logA)));
  return { a: round(Math.exp(logA)), inputFactor: round(Math.sqrt(round(1 - squared))) };
}

/**
 * Reads the unit called `name`: with `r` and `i` the sigmoids of its two gates, `h <- a h +
 * sqrt(1 - a^2) i x` where `a = exp(-8 r softplus(recurrent_param))`; at position 0, `h <- i x`.
 * Gate matrices are indexed `[head, in, out]`.
 *
 * @throws {ConfigError | ShapeError} If a weight is absent or of a shape that does not fit.
 */
export function readGatedRecurrence(
  weights: StateDict,
  name: string,
  dtype: ModelDtype,
): GatedRecurrence {
  const parameters = readTensor(weights, `${name}.recurrent_param`, ["width"]).data;
  const width = parameters.length;
  const inputGate = readGate(weights, `${name}.input_gate`, { width, dtype });
  const recurrentGate = readGate(weights, `${name}.recurrent_gate`, { width, dtype });
  const round = dtype === "float32" ? Math.fround : (value: number) => value;
  const input = zeroVector(dtype, width);
  const gate = zeroVector(dtype, width);
  const state = zeroVector(dtype, width);
  return {
    step(x, isStart) {
      inputGate(input, x);
      recurrentGate(gate, x);
      for (let c = 0; c < width; c += 1) {
        const gated = round(x[c]! * input[c]!);
        if (isStart) {
          state[c] = gated;
        } else {
          const { a, inputFactor } = decayOf(parameters[c]!, gate[c]!, dtype);
          state[c] = round(a * state[c]!) + round(gated * inputFactor);
        }
        x[c] = state[c]!;
      }
    },
    reset: () => state.fill(0),
  };
}

/** Reads a gate: `sigmoid(x_head W_head + b_head)`, head by head. */
function readGate(
  weights: StateDict,
  name: string,
  { width, dtype }: { readonly width: number; readonly dtype: ModelDtype },
): (out: Vector, x: Vector) => void {
  const { shape, data: bias } = readTensor(weights, `${name}_bias`, ["heads", "block"]);
  const [numHeads = 0, size = 0] = shape;
  const { data } = readTensor(weights, `${name}_weight`, [numHeads, width / numHeads, size]);
  const round = dtype === "float32" ? Math.fround : (value: number) => value;
  const isConstant = data.every((value) => value === 0);
  return (out, x) => {
    for (let c = 0; c < width; c += 1) {
      let sum = bias[c]!;
      if (!isConstant) {
        const first = c - (c % size); // of the head's channels
        for (let k = 0; k < size; k += 1)
          sum += x[first + k]! * data[(first + k) * size + (c % size)]!;
      }
      out[c] = sigmoid(round(sum));
    }
  };
}
