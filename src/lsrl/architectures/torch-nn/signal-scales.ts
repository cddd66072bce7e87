import type { ModelDtype } from "../model.ts";

/**
 * How layers of tanh hold values. They are stored times `scale`, so small that `tanh(y) = y` holds bit
 * for bit; all are powers of two: no digit is lost.
 */
export interface SignalScale {
  readonly scale: number;
  /** Values must stay below it in size. */
  readonly limit: number;
  /**
   * `K`: what decides a comparison. `sigmoid(K z)` and `tanh(K z)` are saturated for `|K z| > 745`;
   * nearer to 0, what they let pass of `z` itself errs by less than `150 / K`, far below any rounding.
   */
  readonly slope: number;
}

/** By number type; `tanh(y) = y` holds below 2^-29 in float64 and 2^-12 in float32. */
export const signalScales: Readonly<Record<ModelDtype, SignalScale>> = {
  float64: { scale: 2 ** -100, limit: 2 ** 71, slope: 2 ** 200 },
  float32: { scale: 2 ** -36, limit: 2 ** 24, slope: 2 ** 40 },
};

/** Bias of a gate that is always open, or with a minus always closed: its sigmoid is exactly 1 or 0. */
export const gateBias = 1000;

/** `tanh` of it is exactly 1; a power of two, so that a multiple of it is exact. */
export const saturation = 32;

/** What layers of tanh rely on, in a sentence. */
export function signalCondition(dtype: ModelDtype): string {
  return `Values stay below 2^${Math.log2(signalScales[dtype].limit)} in size, where tanh is linear.`;
}
