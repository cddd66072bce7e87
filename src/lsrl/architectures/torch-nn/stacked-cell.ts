import { ShapeError } from "../../../core/errors.ts";
import { type Vector, zeroVector } from "../linear-layer.ts";
import type { ModelDtype, StateDict } from "../model.ts";
import { readStack, type TorchCell } from "./recurrent-weights.ts";

/** What a cell makes of its gates. */
export interface GateRule {
  /** Gates of a layer, each `[hiddenSize]`. */
  readonly numGates: number;
  /**
   * Updates a layer's states in place.
   *
   * @param input - `W_ih x + b_ih`, `[numGates * hiddenSize]`.
   * @param recurrent - `W_hh h + b_hh`, `[numGates * hiddenSize]`.
   * @param states - `[hiddenSize]` each; the first is `h`.
   */
  readonly update: (input: Vector, recurrent: Vector, states: readonly Vector[]) => void;
}

/** Weights, number type and starts of a cell: of each kind of state, `[numLayers][hiddenSize]`. */
export interface StackedCellParts {
  readonly weights: StateDict;
  readonly dtype: ModelDtype;
  readonly starts: readonly (readonly ArrayLike<number>[] | undefined)[];
}

/** A cell, and all its kinds of states. */
export interface StackedCell extends TorchCell {
  /** `[numLayers][hiddenSize]`, of each kind. */
  states(): number[][][];
}

/**
 * Layers on top of each other: each reads the `h` of the one below.
 *
 * @throws {ConfigError | ShapeError} If a weight or a start is absent or of another shape.
 */
export function createStackedCell(
  { numGates, update }: GateRule,
  { weights, dtype, starts }: StackedCellParts,
): StackedCell {
  const { inputSize, hiddenSize, layers } = readStack(weights, numGates);
  for (const start of starts) requireStart(start, layers.length, hiddenSize);
  const x = zeroVector(dtype, inputSize);
  const input = zeroVector(dtype, numGates * hiddenSize);
  const recurrent = zeroVector(dtype, numGates * hiddenSize);
  const states = layers.map(() => starts.map(() => zeroVector(dtype, hiddenSize)));
  const reset = () => {
    states.forEach((kinds, layer) => {
      kinds.forEach((state, kind) => {
        const start = starts[kind]?.[layer];
        if (start === undefined) state.fill(0);
        else state.set(start);
      });
    });
  };
  reset();
  return {
    inputSize,
    hiddenSize,
    step(token) {
      x.set(token);
      let below = x;
      layers.forEach((layer, k) => {
        const kinds = states[k]!;
        layer.input.apply(input, below);
        layer.recurrent.apply(recurrent, kinds[0]!);
        update(input, recurrent, kinds);
        below = kinds[0]!;
      });
      return below;
    },
    reset,
    hidden: () => states.map((kinds) => Array.from(kinds[0]!)),
    states: () => starts.map((_, kind) => states.map((kinds) => Array.from(kinds[kind]!))),
  };
}

function requireStart(
  start: readonly ArrayLike<number>[] | undefined,
  numLayers: number,
  hiddenSize: number,
): void {
  if (start === undefined) return;
  const wrong = start.find(({ length }) => length !== hiddenSize);
  if (start.length === numLayers && wrong === undefined) return;
  throw new ShapeError("createStackedCell: initial state", {
    expected: [numLayers, hiddenSize],
    actual: [start.length, (wrong ?? start[0])?.length ?? 0],
  });
}
