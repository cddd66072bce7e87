import { toMatrix } from "../matrix.ts";
import { type AffineMap, createLayerRunner, type RecurrentLayer } from "../network/index.ts";
import { zeroVector } from "./linear-layer.ts";
import type { Cell, ModelDtype, StateDict, WeightTensor } from "./model.ts";
import { countLayers, findTensor, readTensor } from "./state-dict.ts";

/** Options of {@link createLayeredCell}. */
export interface LayeredCellOptions {
  /** `float32` rounds every product and sum. Default: float64. */
  readonly dtype?: ModelDtype;
}

/**
 * Runs a Linear RNN or a Gated Linear RNN: per layer `s <- A s + B x + bias` from `initial_state`, then
 * `phi(s)`, maps with a ReLU after each, or `gamma(x) * phi(s)` where there is a `gamma`.
 *
 * @param weights - `layers.{i}.A`, `.B`, `.bias`, `.initial_state`, `.phi.{j}.weight`, `.phi.{j}.bias`,
 * and for a gated layer `.gamma.weight`, `.gamma.bias`.
 * @throws {ConfigError | ShapeError} If a weight is absent or of a shape that does not fit.
 * @see Petrov et al. 2024 (LSRL), equations 3 and 4.
 */
export function createLayeredCell(
  weights: StateDict,
  { dtype = "float64" }: LayeredCellOptions = {},
): Cell {
  let width: number | string = "input";
  const layers: RecurrentLayer[] = [];
  for (let i = 0; i < countLayers(weights); i += 1) {
    const layer = readLayer(weights, `layers.${i}`, width);
    layers.push(layer);
    width = (layer.kind === "gated" ? layer.phi : layer.phi.at(-1))?.bias.length ?? layer.A.rows;
  }
  const runner = createLayerRunner(layers, dtype === "float32");
  return {
    step(token) {
      const x = zeroVector(dtype, token.length);
      x.set(token);
      return runner.step(x);
    },
    reset: runner.reset,
  };
}

function readLayer(weights: StateDict, name: string, before: number | string): RecurrentLayer {
  const { shape } = readTensor(weights, `${name}.A`, ["state", "state"]);
  const [size = 0] = shape;
  const recurrence = {
    A: matrixOf(readTensor(weights, `${name}.A`, [size, size])),
    B: matrixOf(readTensor(weights, `${name}.B`, [size, before])),
    bias: Float64Array.from(readTensor(weights, `${name}.bias`, [size]).data),
    initState: Float64Array.from(readTensor(weights, `${name}.initial_state`, [size]).data),
  };
  const phi: AffineMap[] = [];
  let width = size;
  for (let j = 0; ; j += 1) {
    const map = findMap(weights, `${name}.phi.${j}`, width);
    if (map === undefined) break;
    phi.push(map);
    width = map.bias.length;
  }
  const gamma = findMap(weights, `${name}.gamma`, recurrence.B.columns);
  const [first] = phi;
  return gamma === undefined || first === undefined
    ? { kind: "linear", ...recurrence, phi }
    : { kind: "gated", ...recurrence, gamma, phi: first };
}

function findMap(weights: StateDict, name: string, columns: number): AffineMap | undefined {
  const weight = findTensor(weights, `${name}.weight`, ["out", columns]);
  if (weight === undefined) return undefined;
  const [rows = 0] = weight.shape;
  const bias = readTensor(weights, `${name}.bias`, [rows]).data;
  return { weights: matrixOf(weight), bias: Float64Array.from(bias) };
}

function matrixOf({ shape, data }: WeightTensor) {
  const [rows = 0, columns = 0] = shape;
  const dense = Array.from({ length: rows }, (_, i) =>
    data.subarray(i * columns, (i + 1) * columns),
  );
  return toMatrix(dense, columns);
}
