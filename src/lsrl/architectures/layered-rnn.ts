import { CompileError } from "../../core/errors.ts";
import type { SparseMatrix } from "../matrix.ts";
import {
  type AffineMap,
  type LayeredNetwork,
  type Network,
  type RecurrentLayer,
  toLayers,
} from "../network/index.ts";
import { createLayeredCell } from "./layered-cell.ts";
import { zeroVector } from "./linear-layer.ts";
import type { EmittedModel, ModelDtype, StateDict, WeightTensor } from "./model.ts";
import { cellRunner } from "./run-cell.ts";

/** How a network is written as a Linear or Gated Linear RNN. */
export interface LayeredRnnOptions {
  /** Number type of weights and values. Default: `"float64"`. */
  readonly dtype?: ModelDtype;
}

/**
 * Writes a network as a Linear RNN: the same numbers in layers.
 *
 * @throws {CompileError} If there is a product.
 * @see Petrov et al. 2024 (LSRL), equation 3.
 */
export function emitLinearRnn(network: Network, options: LayeredRnnOptions = {}): EmittedModel {
  const product = network.stages.findIndex(({ kind }) => kind === "Multiplicative");
  if (product >= 0) {
    throw new CompileError(
      `emitLinearRnn: stage ${product} (M): a Linear RNN must have no products, got one. Emit gatedLinearRnn, or build the program without products, e.g. with the conditional "optimized".`,
    );
  }
  return emitLayered(network, "linearRnn", options);
}

/**
 * Writes a network as a Gated Linear RNN: the same numbers in layers, products as gates.
 *
 * @see Petrov et al. 2024 (LSRL), equations 3 and 4.
 */
export function emitGatedLinearRnn(
  network: Network,
  options: LayeredRnnOptions = {},
): EmittedModel {
  return emitLayered(network, "gatedLinearRnn", options);
}

function emitLayered(
  network: Network,
  architecture: "linearRnn" | "gatedLinearRnn",
  { dtype = "float64" }: LayeredRnnOptions,
): EmittedModel {
  const layered = toLayers(network);
  const weights = toStateDict(layered, dtype);
  const { inputDim, inputBounds, readout } = layered;
  const round = dtype === "float32" ? Math.fround : (value: number) => value;
  const readOut = { weights: readout.weights.map(round), bias: readout.bias.map(round) };
  return {
    architecture,
    library: architecture === "linearRnn" ? "triptych.LinearRnn" : "triptych.GatedLinearRnn",
    dtype,
    config: { input_size: inputDim, layers: layered.layers.map(({ kind }) => kind) },
    weights,
    readOut,
    inputBounds,
    guarantee: { kind: "exact", errorBound: 0, conditions: "" },
    run: cellRunner(network, {
      createCell: () => createLayeredCell(weights, { dtype }),
      readOut,
      dtype,
      horizon: undefined,
    }),
  };
}

function toStateDict({ layers }: LayeredNetwork, dtype: ModelDtype): StateDict {
  const entries = layers.flatMap((layer, i) =>
    layerTensors(layer, dtype).map(([name, tensor]) => [`layers.${i}.${name}`, tensor] as const),
  );
  return Object.fromEntries(entries);
}

function layerTensors(
  layer: RecurrentLayer,
  dtype: ModelDtype,
): readonly (readonly [string, WeightTensor])[] {
  const maps: readonly (readonly [string, AffineMap])[] =
    layer.kind === "gated"
      ? [
          ["gamma", layer.gamma],
          ["phi.0", layer.phi],
        ]
      : layer.phi.map((map, j) => [`phi.${j}`, map]);
  return [
    ["A", matrixTensor(layer.A, dtype)],
    ["B", matrixTensor(layer.B, dtype)],
    ["bias", vectorTensor(layer.bias, dtype)],
    ["initial_state", vectorTensor(layer.initState, dtype)],
    ...maps.flatMap(([name, { weights, bias }]) => [
      [`${name}.weight`, matrixTensor(weights, dtype)] as const,
      [`${name}.bias`, vectorTensor(bias, dtype)] as const,
    ]),
  ];
}

function matrixTensor(matrix: SparseMatrix, dtype: ModelDtype): WeightTensor {
  const { rows, columns } = matrix;
  const data = zeroVector(dtype, rows * columns);
  for (const [i, j, value] of matrix.entries()) data[i * columns + j] = value;
  return { shape: [rows, columns], data };
}

function vectorTensor(values: Float64Array, dtype: ModelDtype): WeightTensor {
  const data = zeroVector(dtype, values.length);
  data.set(values);
  return { shape: [values.length], data };
}
