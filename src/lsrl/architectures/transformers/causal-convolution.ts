import type { Vector } from "../linear-layer.ts";
import { zeroVector } from "../linear-layer.ts";
import type { ModelDtype, StateDict } from "../model.ts";
import { findTensor, readTensor } from "../state-dict.ts";

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
  const taps = Array.from({ length: numChannels }, (_, c) =>
    nonZeroTaps(data.subarray(c * width, (c + 1) * width)),
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

interface Tap {
  readonly lag: number;
  readonly weight: number;
}

/** Long kernels are mostly empty. */
function nonZeroTaps(weights: Vector): readonly Tap[] {
  const taps: Tap[] = [];
  weights.forEach((weight, k) => {
    if (weight !== 0) taps.push({ lag: weights.length - 1 - k, weight });
  });
  return taps;
}
