import type { ConvergenceProblem } from "./convergence-problems.ts";

/** What the argument of the prox inequality gives for a class of problems; derived here. */
export interface ConvergenceBound {
  /** The rate in words: `O(1/T)`. */
  readonly rate: string;
  /** What is bounded. */
  readonly quantity: "best loss" | "squared distance";
  /** Upper bound after `updates` of them, in expectation over the minibatches. */
  at(updates: number): number;
  /** Least slope of the curve that keeps the rate: of log against log T, or log against T. */
  readonly slope: number;
  /** How the slope is fitted. */
  readonly fit: "log-log" | "semi-log";
}

/**
 * Bounds for BORAT with any N, and ALI-G, without momentum, on convex problems that interpolate.
 *
 * Each update guarantees `||w_{t+1} - w*||^2 <= ||w_t - w*||^2 - 2 eta D*` and
 * `2 eta D* >= gamma l` with `gamma = min(eta, l / ||g||^2)`. Summed over T updates from distance 1:
 *
 * - `||g|| <= C`: `gamma l >= min(eta l, l^2 / C^2)`, of which the convex envelope gives
 *   `mean loss <= C / sqrt(T)`, or while `T < 4 / (eta C)^2`, `1 / (eta T) + eta C^2 / 4`;
 * - beta-smooth: `gamma >= m = min(eta, 1 / (2 beta))`, so `mean loss <= 1 / (m T)`;
 * - also `f(w) >= mu / 2 ||w - w*||^2`: `||w_T - w*||^2 <= (1 - mu m / 2)^T`.
 *
 * The best loss is at most the mean. The constants are derived here, not taken from the paper.
 */
export function convergenceBound({ name, constants, eta }: ConvergenceProblem): ConvergenceBound {
  const { slope, smoothness, convexity } = constants;
  const leastStep = Math.min(eta, 1 / (2 * smoothness)); // m
  switch (name) {
    case "lipschitz":
      return {
        rate: "O(1/sqrt T)",
        quantity: "best loss",
        at: (updates) =>
          updates >= 4 / (eta * slope) ** 2
            ? slope / Math.sqrt(updates)
            : 1 / (eta * updates) + (eta * slope ** 2) / 4,
        slope: -0.5,
        fit: "log-log",
      };
    case "smooth":
      return {
        rate: "O(1/T)",
        quantity: "best loss",
        at: (updates) => 1 / (leastStep * updates),
        slope: -1,
        fit: "log-log",
      };
    case "strongly-convex": {
      const factor = 1 - (convexity * leastStep) / 2;
      return {
        rate: "linear",
        quantity: "squared distance",
        at: (updates) => factor ** updates,
        slope: Math.log(factor),
        fit: "semi-log",
      };
    }
  }
}

/** Least-squares slope of `log y` against `log x` or `x`; NaN with fewer than two points. */
export function fitSlope(
  x: readonly number[],
  y: readonly number[],
  fit: ConvergenceBound["fit"],
): number {
  const points = x.flatMap((place, i) =>
    y[i]! > 0 ? [[fit === "log-log" ? Math.log(place) : place, Math.log(y[i]!)] as const] : [],
  );
  if (points.length < 2) return Number.NaN;
  const meanX = points.reduce((sum, [a]) => sum + a, 0) / points.length;
  const meanY = points.reduce((sum, [, b]) => sum + b, 0) / points.length;
  const covariance = points.reduce((sum, [a, b]) => sum + (a - meanX) * (b - meanY), 0);
  const variance = points.reduce((sum, [a]) => sum + (a - meanX) ** 2, 0);
  return covariance / variance;
}
