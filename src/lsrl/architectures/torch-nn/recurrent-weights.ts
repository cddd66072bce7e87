import { ConfigError } from "../../../core/errors.ts";
import { createLinear, type LinearLayer } from "../linear-layer.ts";
import type { Cell, ModelDtype, StateDict } from "../model.ts";
import { readTensor } from "../state-dict.ts";

/** What the weights of a module of `torch.nn` do not tell. */
export interface TorchCellOptions {
  /** `float32` rounds whenever the library stores a value. Default: float64. */
  readonly dtype?: ModelDtype;
  /** `h_0`, `[numLayers][hiddenSize]`. Default: zeros. */
  readonly initHidden?: readonly ArrayLike<number>[];
}

/** A module of `torch.nn`, token by token. */
export interface TorchCell extends Cell {
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** `h_n` after the last step, `[numLayers][hiddenSize]`. */
  hidden(): number[][];
}

/** The two maps of a layer, of all its gates one under the other: `[numGates * hiddenSize]`. */
interface LayerMaps {
  readonly input: LinearLayer;
  readonly recurrent: LinearLayer;
}

/** The maps of a stack of layers. */
export interface StackMaps {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly layers: readonly LayerMaps[];
}

/**
 * Reads `weight_ih_l{k}`, `weight_hh_l{k}`, `bias_ih_l{k}` and `bias_hh_l{k}` for k = 0, 1, ..
 *
 * @throws {ConfigError | ShapeError} If one is absent or of a shape that does not fit.
 */
export function readStack(weights: StateDict, numGates: number): StackMaps {
  const numLayers = Object.keys(weights).filter((name) => name.startsWith("weight_ih_l")).length;
  if (numLayers === 0) {
    throw new ConfigError(
      `readStack: weights must hold "weight_ih_l0", got ${Object.keys(weights).slice(0, 4).join(", ")}`,
    );
  }
  const { shape } = readTensor(weights, "weight_hh_l0", ["gates", "hidden"]);
  const [, hiddenSize = 0] = shape;
  const rows = numGates * hiddenSize;
  const read = (kind: "ih" | "hh", layer: number, columns: number | string) =>
    createLinear(
      readTensor(weights, `weight_${kind}_l${layer}`, [rows, columns]),
      readTensor(weights, `bias_${kind}_l${layer}`, [rows]),
    );
  const layers = Array.from({ length: numLayers }, (_, layer) => ({
    input: read("ih", layer, layer === 0 ? "input" : hiddenSize),
    recurrent: read("hh", layer, hiddenSize),
  }));
  return { inputSize: layers[0]!.input.inputDim, hiddenSize, layers };
}
