import { CompileError } from "../../core/errors.ts";
import { type Entry, SparseMatrix } from "../matrix.ts";
import type { AffineMap } from "../network/index.ts";
import type { ModelDtype, StateDict, WeightTensor } from "./model.ts";
import type { Form } from "./register-file.ts";

/**
 * How a residual stream holds registers. They are stored times `scale`, so small that the mean square
 * in a norm vanishes beside `normEpsilon`; a norm then multiplies by exactly `normFactor`. All are
 * powers of two: no digit is lost.
 */
export const residualStream = {
  scale: 2 ** -60,
  normEpsilon: 2 ** -16,
  normFactor: 2 ** 8,
} as const;

/** What a norm makes of a register that holds 1. */
const readScale = residualStream.scale * residualStream.normFactor;

/** A matrix and a bias of a state dict that is being filled. */
export interface LinearTarget {
  readonly weight: WeightTensor;
  readonly bias: WeightTensor;
}

/** Collects the arrays of a state dict, all 0 at first. */
export class WeightTable {
  readonly #dtype: ModelDtype;
  readonly #tensors: Record<string, WeightTensor> = {};

  constructor(dtype: ModelDtype) {
    this.#dtype = dtype;
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
  addLinear(name: string, outputDim: number, inputDim: number): LinearTarget {
    return {
      weight: this.add(`${name}.weight`, [outputDim, inputDim]),
      bias: this.add(`${name}.bias`, [outputDim]),
    };
  }
}

/** Where a form goes, and what it is multiplied with. */
export interface FormTarget extends LinearTarget {
  readonly row: number;
  readonly gain: number;
  /** What the message of an error starts with, e.g. `"emitMamba: stage 3 (S)"`. */
  readonly subject: string;
}

/**
 * Writes a row of a layer that reads the stream after a norm, so that it gives `gain * form`.
 *
 * @throws {CompileError} If a weight is too large for its number type.
 */
export function writeForm({ weight, bias, row, gain, subject }: FormTarget, form: Form): void {
  const [, hiddenSize = 0] = weight.shape;
  for (const [register, factor] of form.entries) {
    const place = row * hiddenSize + register;
    weight.data[place]! += (factor * gain) / readScale;
    if (!Number.isFinite(weight.data[place])) {
      throw new CompileError(
        `${subject}: a weight must stay below 2^34 in float32, got ${factor}. Build the program with smaller constants, or emit float64.`,
        subject,
      );
    }
  }
  bias.data[row] = form.bias * gain;
}

/** From a token to `inputs_embeds`, which the model multiplies by `embeddingFactor`. */
export function tokenToStream(
  inputDim: number,
  {
    hiddenSize,
    embeddingFactor = 1,
  }: { readonly hiddenSize: number; readonly embeddingFactor?: number },
): AffineMap {
  const scale = residualStream.scale / embeddingFactor;
  const entries = Array.from({ length: inputDim }, (_, i): Entry => [i, i, scale]);
  return {
    weights: SparseMatrix.fromEntries(hiddenSize, inputDim, entries),
    bias: new Float64Array(hiddenSize),
  };
}

/** From the stream after the last norm to the program's output. */
export function streamToOutput(readout: readonly Form[], hiddenSize: number): AffineMap {
  const entries = readout.flatMap((form, i) =>
    form.entries.map(([register, factor]): Entry => [i, register, factor / readScale]),
  );
  return {
    weights: SparseMatrix.fromEntries(readout.length, hiddenSize, entries),
    bias: Float64Array.from(readout, ({ bias }) => bias),
  };
}
