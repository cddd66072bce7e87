import type { ModelDtype } from "../model.ts";
import type { LayerStack } from "./layer-stack.ts";
import type { GatedStep } from "./network-steps.ts";
import { type SignalLayer, stateLayer } from "./signal-layers.ts";
import { signalScales } from "./signal-scales.ts";
import { type SquareOptions, squaresError, writeSquares } from "./squares.ts";
import type { StepWriter } from "./torch-model.ts";

/** What a cell that can be a plain tanh has of its own. */
interface TanhCell {
  /** Adds a layer of plain tanh. */
  readonly push: (stack: LayerStack, layer: SignalLayer) => void;
  readonly writeGated: (stack: LayerStack, step: GatedStep, dtype: ModelDtype) => void;
}

/** Writes states as one layer of tanh and products by squares, for cells that have plain tanh. */
export function tanhWriter(squares: SquareOptions, { push, writeGated }: TanhCell): StepWriter {
  const { dtype } = squares;
  return {
    state: (stack, step) => push(stack, stateLayer(stack, step, signalScales[dtype].scale)),
    gated: (stack, step) => writeGated(stack, step, dtype),
    product: {
      write: (stack, step) => writeSquares(stack, step, squares, (layer) => push(stack, layer)),
      error: (left, right) => squaresError(left, right, squares),
    },
  };
}
