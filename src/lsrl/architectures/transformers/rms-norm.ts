import type { Vector } from "../linear-layer.ts";
import type { ModelDtype, StateDict } from "../model.ts";
import { readTensor } from "../state-dict.ts";

/** How a root-mean-square norm is read and computed. */
export interface RmsNormOptions {
  readonly epsilon: number;
  /** Added to the stored weight: 1 in RecurrentGemma, 0 in Mamba. */
  readonly weightOffset: number;
  readonly dtype: ModelDtype;
}

/** Writes the norm of `x` to `out`, which may be `x`. */
export type RmsNorm = (out: Vector, x: Vector) => void;

/**
 * Reads `<name>.weight`, `[n]`, of `(offset + weight) x / sqrt(mean(x^2) + epsilon)`.
 *
 * @throws {ConfigError | ShapeError} If the weight is absent or no vector.
 */
export function readRmsNorm(
  weights: StateDict,
  name: string,
  { epsilon, weightOffset, dtype }: RmsNormOptions,
): RmsNorm {
  const { data } = readTensor(weights, `${name}.weight`, ["n"]);
  const round = dtype === "float32" ? Math.fround : (value: number) => value;
  return (out, x) => {
    let sum = 0;
    for (let i = 0; i < x.length; i += 1) sum += x[i]! * x[i]!;
    const factor = round(1 / Math.sqrt(round(round(sum / x.length) + epsilon)));
    for (let i = 0; i < x.length; i += 1) {
      out[i] = round(x[i]! * factor) * round(weightOffset + data[i]!);
    }
  };
}
