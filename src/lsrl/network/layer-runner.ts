import type { SparseMatrix } from "../matrix.ts";
import type { RecurrentLayer } from "./layers.ts";
import type { AffineMap } from "./stage.ts";

/** Runs layers token by token. */
export interface LayerRunner {
  /** Takes one token; gives the last layer's output. */
  step(x: ArrayLike<number>): ArrayLike<number>;
  /** Sets all states to their start. */
  reset(): void;
}

/**
 * Adds up in the order of a network's own runner: the outputs are the same bit for bit.
 *
 * @param isFloat32 - Rounds every weight, product and sum to float32.
 */
export function createLayerRunner(
  layers: readonly RecurrentLayer[],
  isFloat32 = false,
): LayerRunner {
  const round = isFloat32 ? Math.fround : (value: number) => value;
  const steps = layers.map((layer) => createStep(layer, round));
  return {
    step: (x) => steps.reduce<ArrayLike<number>>((y, { step }) => step(y), x),
    reset() {
      for (const { reset } of steps) reset();
    },
  };
}

type Round = (value: number) => number;

function createStep(layer: RecurrentLayer, round: Round): LayerRunner {
  const recur = createSum(layer.A, round);
  const drive = createSum(layer.B, round);
  const bias = layer.bias.map(round);
  const output = createOutput(layer, round);
  let state: Float64Array = layer.initState.map(round);
  return {
    step(x) {
      state = drive(recur(bias, state), x);
      return output(x, state);
    },
    reset() {
      state = layer.initState.map(round);
    },
  };
}

function createOutput(
  layer: RecurrentLayer,
  round: Round,
): (x: ArrayLike<number>, state: Float64Array) => Float64Array {
  if (layer.kind === "gated") {
    const [gamma, phi] = [createMap(layer.gamma, round), createMap(layer.phi, round)];
    return (x, state) => {
      const gate = gamma(x);
      return phi(state).map((value, i) => round(gate[i]! * value));
    };
  }
  const maps = layer.phi.map((map) => createMap(map, round));
  return (_, state) => maps.reduce((y, map) => map(y).map((value) => Math.max(0, value)), state);
}

/** Applies a map, starting from its constants. @param round - Applied to every number. */
export function createMap({ weights, bias }: AffineMap, round: Round = (value) => value) {
  const add = createSum(weights, round);
  const constants = bias.map(round);
  return (x: ArrayLike<number>): Float64Array => add(constants, x);
}

/** `start + matrix x`, term by term. */
function createSum({ rowStarts, entryColumns, values }: SparseMatrix, round: Round) {
  const weights = values.map(round);
  return (start: Float64Array, x: ArrayLike<number>): Float64Array =>
    start.map((first, i) => {
      let sum = first;
      for (let k = rowStarts[i]!; k < rowStarts[i + 1]!; k += 1) {
        sum = round(sum + round(weights[k]! * x[entryColumns[k]!]!));
      }
      return sum;
    });
}
