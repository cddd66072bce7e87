import type { BundleReport } from "../optimizer-report.ts";

/**
 * How the updates of a run kept what each of them guarantees on a convex problem that interpolates:
 * `||w_{t+1} - w*||^2 <= ||w_t - w*||^2 - 2 eta D*`, and `2 eta D* >= gamma l` of ALI-G.
 */
export interface GuaranteeRecord {
  /** Updates checked. */
  readonly numChecked: number;
  /** Updates that broke one of the two by more than float32 explains. */
  readonly numBroken: number;
  /** Least of `(||w_t||^2 - 2 eta D* - ||w_{t+1}||^2) / ||w_t||^2`; below 0 by rounding at most. */
  readonly leastSlack: number;
  /** Median of the decrease of the squared distance over its guarantee; >= 1. */
  readonly medianRatio: number;
  /** Median of the guarantee over that of ALI-G's step on the first minibatch; >= 1. */
  readonly medianGain: number;
}

/** Rounding of float32 weights and gradients, relative to the squared distance before the update. */
const ROUNDING = 1e-5;

/** Checks update after update. */
export function createGuaranteeCheck(eta: number) {
  const ratios: number[] = [];
  const gains: number[] = [];
  let [numChecked, numBroken] = [0, 0];
  let leastSlack = Number.POSITIVE_INFINITY;
  return {
    /**
     * @param before - Squared distance to the solution before the update.
     * @param after - The same after it.
     */
    add: ({ dual, losses, gram }: BundleReport, before: number, after: number) => {
      const promised = 2 * eta * dual;
      const [loss = 0, squaredNorm = 0] = [losses[0], gram[0]?.[0]];
      const polyak = squaredNorm > 0 ? Math.min(eta, loss / squaredNorm) * loss : 0;
      const slack = (before - promised - after) / before;
      numChecked += 1;
      if (slack < -ROUNDING || promised < polyak * (1 - ROUNDING)) numBroken += 1;
      leastSlack = Math.min(leastSlack, slack);
      if (promised > 0) ratios.push((before - after) / promised);
      if (polyak > 0) gains.push(promised / polyak);
    },
    record: (): GuaranteeRecord => ({
      numChecked,
      numBroken,
      leastSlack,
      medianRatio: median(ratios),
      medianGain: median(gains),
    }),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
