/**
 * A power of two that brings a factor into [-1, 1].
 *
 * @param largest - Its greatest absolute value; where that is infinite or 0, the factor stays.
 */
export function unitScale(largest: number): number {
  return Number.isFinite(largest) && largest > 0 ? 2 ** -Math.ceil(Math.log2(largest)) : 1;
}

/** Half the distance from 1 to the next number. */
export const roundingUnits = { float64: 2 ** -53, float32: 2 ** -24 };

/** A weighted difference quotient: its step, and what it is multiplied with. */
export interface Quotient {
  readonly step: number;
  readonly weight: number;
}
