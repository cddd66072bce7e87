import type { RotaryConfig, RotaryScaling } from "../config.ts";

/** Cosines and sines of the rotary angles, each `[N, headDim / 2]`, row-major. */
export interface RotaryAngles {
  readonly cos: Float32Array;
  readonly sin: Float32Array;
}

/**
 * Angles of the rotary position embedding: `position * frequency_i` for each pair `i`.
 *
 * @param positions - `[N]`, tokens from the start of the sequence.
 * @param frequencies - From {@link rotaryFrequencies}.
 * @see Su et al. 2021, "RoFormer", arXiv 2104.09864, section 3.2.
 */
export function rotaryAngles(
  positions: ArrayLike<number>,
  frequencies: readonly number[],
): RotaryAngles {
  const numPairs = frequencies.length;
  const cos = new Float32Array(positions.length * numPairs);
  const sin = new Float32Array(positions.length * numPairs);
  for (let n = 0; n < positions.length; n += 1) {
    for (let i = 0; i < numPairs; i += 1) {
      const angle = positions[n]! * frequencies[i]!;
      cos[n * numPairs + i] = Math.cos(angle);
      sin[n * numPairs + i] = Math.sin(angle);
    }
  }
  return { cos, sin };
}

/** Radians per position of each of the `headDim / 2` pairs, fastest first. */
export function rotaryFrequencies(
  { base, scaling }: RotaryConfig,
  headDim: number,
): readonly number[] {
  return Array.from({ length: headDim / 2 }, (_, i) => {
    const frequency = base ** ((-2 * i) / headDim);
    return scaling === undefined ? frequency : stretch(frequency, scaling);
  });
}

/** Llama 3.1: slow rotations are divided by the factor, fast ones kept, those between interpolated. */
function stretch(
  frequency: number,
  { factor, lowFrequencyFactor, highFrequencyFactor, originalContextLength }: RotaryScaling,
): number {
  const turns = (originalContextLength * frequency) / (2 * Math.PI);
  const share = (turns - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
  const kept = Math.min(1, Math.max(0, share));
  return frequency * (kept + (1 - kept) / factor);
}
