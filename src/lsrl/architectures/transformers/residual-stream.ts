import { CompileError } from "../../../core/errors.ts";
import { type Entry, SparseMatrix } from "../../matrix.ts";
import type { AffineMap } from "../../network/index.ts";
import type { ModelDtype, StateDict, WeightTensor } from "../model.ts";
import type { Form } from "./register-file.ts";

/**
 * How a residual stream holds registers. They are stored times `scale`, so small that the mean square
 * in a norm vanishes beside `normEpsilon`; a norm then multiplies by exactly 2^8. All are powers of
 * two: no digit is lost.
 */
export interface StreamScale {
  readonly scale: number;
  /**
   * `K`: a smooth ramp `silu(K z) / K` or `gelu(K z) / K` is `max(0, z)` to within `0.28 / K`, and
   * equal to it for `|K z| > 100`.
   */
  readonly gain: number;
  /** Registers must stay below it in size. */
  readonly limit: number;
}

/** In float64 the stream is for our cells only: the libraries take every norm in float32. */
export const streamScales: Readonly<Record<ModelDtype, StreamScale>> = {
  float32: { scale: 2 ** -60, gain: 2 ** 40, limit: 2 ** 39 },
  float64: { scale: 2 ** -300, gain: 2 ** 200, limit: 2 ** 250 },
};

/** The number types that a stream can have. */
export const modelDtypes: readonly ModelDtype[] = ["float32", "float64"];

/** The epsilon of all norms: `1 / sqrt(2^-16)` is `normFactor`. */
export const normEpsilon = 2 ** -16;
const normFactor = 2 ** 8;

/** A matrix and a bias of a state dict. */
export interface LinearTensors {
  readonly weight: WeightTensor;
  readonly bias: WeightTensor;
}

/** A row of a layer that reads the stream: it shall give `gain * form`. */
export interface RowReading {
  readonly row: number;
  readonly form: Form;
  readonly gain: number;
  /** What the message of an error starts with, e.g. `"emitMamba: stage 3 (S)"`. */
  readonly subject: string;
}

/** The state dict of a model with a residual stream, to be filled. */
export class StreamWeights {
  readonly #dtype: ModelDtype;
  readonly #hiddenSize: number;
  readonly #scale: number;
  readonly #tensors: Record<string, WeightTensor> = {};

  constructor(dtype: ModelDtype, hiddenSize: number) {
    this.#dtype = dtype;
    this.#hiddenSize = hiddenSize;
    this.#scale = streamScales[dtype].scale;
  }

  get tensors(): StateDict {
    return this.#tensors;
  }

  /** Adds an array of which every entry is `value`. */
  add(name: string, shape: readonly number[], value = 0): WeightTensor {
    const length = shape.reduce((product, size) => product * size, 1);
    const data = this.#dtype === "float32" ? new Float32Array(length) : new Float64Array(length);
    const tensor = { shape, data: value === 0 ? data : data.fill(value) };
    this.#tensors[name] = tensor;
    return tensor;
  }

  /** Adds `<name>.weight`, `[out, in]`, and `<name>.bias`, `[out]`. */
  addLinear(name: string, outputDim: number, inputDim: number): LinearTensors {
    return {
      weight: this.add(`${name}.weight`, [outputDim, inputDim]),
      bias: this.add(`${name}.bias`, [outputDim]),
    };
  }

  /**
   * Writes a row of a layer that reads the stream after a norm.
   *
   * @throws {CompileError} If a weight is too large for its number type.
   */
  read({ weight, bias }: LinearTensors, { row, form, gain, subject }: RowReading): void {
    for (const [register, factor] of form.entries) {
      const place = row * this.#hiddenSize + register;
      weight.data[place]! += (factor * gain) / (this.#scale * normFactor);
      if (!Number.isFinite(weight.data[place])) {
        throw new CompileError(
          `${subject}: weights must be finite in ${this.#dtype} after a scaling by powers of two, got ${factor}. Build the program with smaller constants, or emit float64.`,
        );
      }
    }
    bias.data[row] = form.bias * gain;
  }

  /** Lets a layer add `factor` times its input `column` to a register. */
  write({ weight }: LinearTensors, register: number, column: number, factor: number): void {
    const [, inputDim = 0] = weight.shape;
    weight.data[register * inputDim + column] = factor * this.#scale;
  }

  /** Lets a layer add a constant to a register. */
  writeConstant({ bias }: LinearTensors, register: number, value: number): void {
    bias.data[register] = value * this.#scale;
  }

  /** From a token to `inputs_embeds`, which the model multiplies by `embeddingFactor`. */
  readIn(inputDim: number, embeddingFactor = 1): AffineMap {
    const scale = this.#scale / embeddingFactor;
    const entries = Array.from({ length: inputDim }, (_, i): Entry => [i, i, scale]);
    return {
      weights: SparseMatrix.fromEntries(this.#hiddenSize, inputDim, entries),
      bias: new Float64Array(this.#hiddenSize),
    };
  }

  /** From the stream after the last norm to the program's output. */
  readOut(readout: readonly Form[]): AffineMap {
    const entries = readout.flatMap(({ entries: terms }, i) =>
      terms.map(([register, factor]): Entry => [i, register, factor / (this.#scale * normFactor)]),
    );
    return {
      weights: SparseMatrix.fromEntries(readout.length, this.#hiddenSize, entries),
      bias: Float64Array.from(readout, ({ bias }) => bias),
    };
  }
}

/** What a residual stream relies on, in a sentence. */
export function streamCondition(dtype: ModelDtype): string {
  const limit = `Values stay below 2^${Math.log2(streamScales[dtype].limit)} in size, so that no norm sees them.`;
  return dtype === "float32"
    ? limit
    : `${limit} Only our cells compute in float64 throughout: for the library, emit float32.`;
}
