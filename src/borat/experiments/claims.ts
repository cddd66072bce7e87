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
 * Compares BORAT with the other methods, each at its best eta: the two claims of the paper's
 * abstract, and whether a schedule is missed. Nothing is compared without a method of one setting.
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
  const borat = summaries.find((summary) => summary.method === method);
  const others = summaries.filter((summary) => !summary.method.startsWith("borat"));
  const scheduled = others.find((summary) => summary.method === "sgd-steps");
  const singles = others.filter((summary) => summary !== scheduled);
  if (borat === undefined || singles.length === 0) return [];
  const best = singles.reduce((a, b) => (b.best.mean > a.best.mean ? b : a));
  const claims: Claim[] = [
    {
      claim: `Generalises on par with the best method of one setting (${where})`,
      paper: "on par (abstract)",
      measured: `${atBest(borat)}; the best other: ${atBest(best)}`,
      holds: isWithin(borat.best.mean, best.best.mean),
    },
    {
      claim: `Is the most robust to its step size (${where})`,
      paper: "the most robust (abstract)",
      measured: `etas within 1 point of the own best: ${[borat, ...others].map(goodEtas).join(", ")}`,
      holds: others.every(({ numGoodEtas }) => borat.numGoodEtas > numGoodEtas),
    },
  ];
  if (scheduled !== undefined) {
    claims.push({
      claim: `Needs no schedule to match SGD with one (${where})`,
      paper: "(our question)",
      measured: `${atBest(borat)}; ${atBest(scheduled)}`,
      holds: isWithin(borat.best.mean, scheduled.best.mean),
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
