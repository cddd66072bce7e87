import { CompileError } from "../../../core/errors.ts";
import type { SparseMatrix } from "../../matrix.ts";
import { type AffineMap, composeMaps, identityMap, scaleMap } from "../../network/index.ts";
import { zeroVector } from "../linear-layer.ts";
import type { ModelDtype, StateDict, WeightTensor } from "../model.ts";

/** The rows of one gate of a layer. */
export interface LayerGate {
  /** `W_ih` and `b_ih`, `[width][width of the layer below]`. */
  readonly input: AffineMap;
  /** `W_hh`, `[width][width]`. Default: 0. */
  readonly recurrent?: SparseMatrix;
  /** `b_hh`, `[width]`. Default: 0. */
  readonly recurrentBias?: ArrayLike<number>;
}

/** A layer, gate by gate in the order of the module; all have equally many rows. */
export interface Layer {
  readonly gates: readonly LayerGate[];
}

/** What a stack is made for. */
export interface StackOptions {
  readonly inputDim: number;
  readonly dtype: ModelDtype;
}

/** Layers of a module of `torch.nn`, from the bottom up, and what they mean to the network. */
export class LayerStack {
  readonly #inputDim: number;
  readonly #dtype: ModelDtype;
  readonly #layers: Layer[] = [];
  #units: AffineMap;

  constructor({ inputDim, dtype }: StackOptions) {
    this.#inputDim = inputDim;
    this.#dtype = dtype;
    this.#units = identityMap(inputDim);
  }

  /** The units of the network's last stage so far, in terms of the top layer. */
  get units(): AffineMap {
    return this.#units;
  }

  get numLayers(): number {
    return this.#layers.length;
  }

  /** Units of the widest layer. */
  get hiddenSize(): number {
    return Math.max(0, ...this.#layers.map(widthOf));
  }

  /**
   * `gain` times a map of the network's units, as a map of the top layer.
   *
   * @param subject - What the message of an error starts with, e.g. `"emitLstm: stage 3 (R)"`.
   * @throws {CompileError} If a weight is too large for the number type.
   */
  read(map: AffineMap, gain: number, subject: string): AffineMap {
    const { weights, bias } = composeMaps(map, this.#units);
    const round = this.#dtype === "float32" ? Math.fround : (value: number) => value;
    for (const value of [...weights.values, ...bias]) {
      if (!Number.isFinite(round(gain * value))) {
        throw new CompileError(
          `${subject}: weights must be finite in ${this.#dtype} after a scaling by powers of two, got ${gain * value}. Build the program with smaller constants, or emit float64.`,
        );
      }
    }
    return scaleMap({ weights, bias }, gain);
  }

  /** Puts a layer on top. @param units - The network's units in terms of it. */
  push(layer: Layer, units: AffineMap): void {
    this.#layers.push(layer);
    this.#units = units;
  }

  /** Makes the network's units an affine map of what they were: that needs no layer. */
  transform(map: AffineMap): void {
    this.#units = composeMaps(map, this.#units);
  }

  /** All layers by the names of the library, padded with zeros to the width of the widest. */
  toStateDict(): StateDict {
    const { hiddenSize } = this;
    const tensors = this.#layers.flatMap((layer, k) => {
      const rows = layer.gates.length * hiddenSize;
      const inputSize = k === 0 ? this.#inputDim : hiddenSize;
      const weights = {
        weight_ih: this.#zeros([rows, inputSize]),
        weight_hh: this.#zeros([rows, hiddenSize]),
        bias_ih: this.#zeros([rows]),
        bias_hh: this.#zeros([rows]),
      };
      layer.gates.forEach(({ input, recurrent, recurrentBias }, gate) => {
        const top = gate * hiddenSize;
        writeMatrix(weights.weight_ih, input.weights, top);
        if (recurrent !== undefined) writeMatrix(weights.weight_hh, recurrent, top);
        weights.bias_ih.data.set(input.bias, top);
        if (recurrentBias !== undefined) weights.bias_hh.data.set(recurrentBias, top);
      });
      return Object.entries(weights).map(([name, tensor]) => [`${name}_l${k}`, tensor] as const);
    });
    return Object.fromEntries(tensors);
  }

  #zeros(shape: readonly number[]): WeightTensor {
    const length = shape.reduce((product, size) => product * size, 1);
    return { shape, data: zeroVector(this.#dtype, length) };
  }
}

function widthOf({ gates }: Layer): number {
  return gates[0]?.input.bias.length ?? 0;
}

function writeMatrix({ shape, data }: WeightTensor, matrix: SparseMatrix, top: number): void {
  const [, columns = 0] = shape;
  for (const [i, j, value] of matrix.entries()) data[(top + i) * columns + j] = value;
}
