import type { Vector } from "./linear-layer.ts";
import { zeroVector } from "./linear-layer.ts";
import type { ModelDtype, StateDict } from "./model.ts";
import { findTensor, readTensor } from "./state-dict.ts";

/** A convolution over time, channel by channel, that sees no token ahead. */
export interface CausalConvolution {
  readonly numChannels: number;
  /** Takes `[numChannels]` and writes as many to `out`. */
  step(out: Vector, x: ArrayLike<number>): void;
  /** Forgets all tokens: what lies before the first one is 0. */
  reset(): void;
}

/**
 * Reads `<name>.weight`, `[channels, 1, width]`, and `<name>.bias`, `[channels]`, where there is one:
 * `out[c] = bias[c] + sum_k weight[c, 0, width - 1 - k] x_{t-k}[c]`. (torch's convolution is a
 * correlation: the last tap meets the newest token.)
 *
 * @throws {ConfigError | ShapeError} If the weight is absent, or a shape does not fit.
 */
export function readCausalConvolution(
  weights: StateDict,
  name: string,
  dtype: ModelDtype,
): CausalConvolution {
  const { shape, data } = readTensor(weights, `${name}.weight`, ["channels", 1, "width"]);
  const [numChannels = 0, , width = 0] = shape;
  const bias = findTensor(weights, `${name}.bias`, [numChannels])?.data;
  // The taps that are not 0, by their lags: long kernels are mostly empty.
  const taps = Array.from({ length: numChannels }, (_, c) =>
    Array.from({ length: width }, (_, lag) => ({
      lag,
      weight: data[(c + 1) * width - 1 - lag]!,
    })).filter(({ weight }) => weight !== 0),
  );
  const ring = Array.from({ length: width }, () => zeroVector(dtype, numChannels));
  let newest = 0;
  return {
    numChannels,
    step(out, x) {
      newest = (newest + 1) % width;
      const latest = ring[newest]!;
      for (let c = 0; c < numChannels; c += 1) latest[c] = x[c]!;
      for (let c = 0; c < numChannels; c += 1) {
        let sum = bias === undefined ? 0 : bias[c]!;
        for (const { lag, weight } of taps[c]!) {
          sum += weight * ring[(newest - lag + width) % width]![c]!;
        }
        out[c] = sum;
      }
    },
    reset() {
      for (const past of ring) past.fill(0);
    },
  };
}
