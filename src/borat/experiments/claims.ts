import type { ContenderName } from "./contenders.ts";
import { formatAccuracy, isWithin, type MethodSummary } from "./summary.ts";

/** A statement of the paper beside what was measured. */
export interface Claim {
  readonly claim: string;
  /** What the paper says, in short. */
  readonly paper: string;
  /** The numbers found here. */
  readonly measured: string;
  readonly holds: boolean;
}

/**
 * Compares BORAT with the other methods, each at its best eta. A claim whose methods are not all
 * among the summaries is left out.
 *
 * @param summaries - From `summarize`.
 * @param where - What they were measured on, e.g. `"digits, MLP"`.
 * @param method - The member of the family that is compared; 3 pieces are the recommended choice.
 */
export function compareWithPaper(
  summaries: readonly MethodSummary[],
  where: string,
  method: ContenderName = "borat-3",
): readonly Claim[] {
  const find = (name: ContenderName) => summaries.find((summary) => summary.method === name);
  const borat = find(method);
  if (borat === undefined) return [];
  const scheduled = find("sgd-steps");
  const adam = find("adam");
  const others = summaries.filter((summary) => !summary.method.startsWith("borat"));
  const claims: Claim[] = [];
  if (scheduled !== undefined) {
    claims.push({
      claim: `Matches SGD with a schedule (${where})`,
      paper: "on par without a schedule",
      measured: `${atBest(borat)}; ${atBest(scheduled)}`,
      holds: isWithin(borat.best.mean, scheduled.best.mean),
    });
  }
  if (adam !== undefined) {
    claims.push({
      claim: `Generalises better than Adam (${where})`,
      paper: "better",
      measured: `${atBest(borat)}; ${atBest(adam)}`,
      holds: borat.best.mean > adam.best.mean,
    });
  }
  if (others.length > 0) {
    claims.push({
      claim: `Is the most robust to its step size (${where})`,
      paper: "more etas give a result near the best",
      measured: `etas within 1 point of the own best: ${[borat, ...others].map(goodEtas).join(", ")}`,
      holds: others.every(({ numGoodEtas }) => borat.numGoodEtas > numGoodEtas),
    });
  }
  return claims;
}

function atBest({ label, best }: MethodSummary): string {
  return `${label} ${formatAccuracy(best)} % at ${best.eta}`;
}

function goodEtas({ label, numGoodEtas, points }: MethodSummary): string {
  return `${label} ${numGoodEtas} of ${points.length}`;
}
