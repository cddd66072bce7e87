import { createRandom } from "../../core/random.ts";
import { type MixtureTarget, paperTargets } from "./paper-targets.ts";

/**
 * The target function of a seed: the paper's for the seeds 0 to 24, and one drawn alike for others.
 *
 * @param numQueries - The paper's targets have 10; further ones are drawn.
 */
export function mixtureTarget(seed: number, numQueries: number): MixtureTarget {
  const random = createRandom(seed).fork("noise target");
  const target = paperTargets[seed] ?? {
    controlPoints: drawPoints(5, () => random.uniform(-0.2, 1.2)),
    controlValues: drawPoints(5, () => random.uniform(-3, 3)),
    queries: [],
  };
  const missing = Math.max(0, numQueries - target.queries.length);
  const queries = [...target.queries, ...drawPoints(missing, () => random.uniform())];
  return { ...target, queries: queries.slice(0, numQueries) };
}

/**
 * `f(x) = sum_i w_i(x) v_i / sum_i w_i(x)` with `w_i(x) = exp(-||x - c_i||)`, control points `c_i`
 * and control values `v_i`.
 *
 * @see Petrov et al. 2024 (LSRL), section 5, and the code published with it.
 */
export function mixtureFunction({
  controlPoints,
  controlValues,
}: MixtureTarget): (x: readonly number[]) => number[] {
  return (x) => {
    const weights = controlPoints.map((point) =>
      Math.exp(-Math.hypot(...point.map((value, i) => value - x[i]!))),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return controlValues[0]!.map(
      (_, k) => weights.reduce((sum, weight, i) => sum + weight * controlValues[i]![k]!, 0) / total,
    );
  };
}

function drawPoints(count: number, draw: () => number): number[][] {
  return Array.from({ length: count }, () => [draw(), draw()]);
}
