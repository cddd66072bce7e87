import type { Claim } from "./claims.ts";
import type { MapSummary } from "./heat-map-result.ts";
import { isWithin } from "./summary.ts";

/** Below this share of the best method's best cell a method counts as failing. */
const FAILURE_SHARE = 0.5;

/**
 * Compares the maps of all methods by one loss: whether BORAT with three and five pieces is the most
 * robust to step size and radius, by the mean over the grid and by its worst cell, and whether Adam
 * fails by the hinge loss.
 *
 * @param summaries - Of one loss.
 * @param where - What they were measured on, e.g. `"digits, MLP, hinge"`.
 */
export function compareMaps(summaries: readonly MapSummary[], where: string): readonly Claim[] {
  const rivals = summaries.filter(({ method }) => !/^borat-[35]$/.test(method));
  const claims = summaries
    .filter((summary) => !rivals.includes(summary))
    .flatMap((borat) => robustnessClaims(borat, rivals, where));
  const adam = rivals.find(({ method }) => method === "adam");
  return adam?.objective === "hinge" ? [...claims, adamFails(adam, summaries, where)] : claims;
}

function robustnessClaims(
  borat: MapSummary,
  rivals: readonly MapSummary[],
  where: string,
): readonly Claim[] {
  if (rivals.length === 0) return [];
  const paper = "the most robust (abstract)";
  const list = (pick: (summary: MapSummary) => number) =>
    [borat, ...rivals]
      .map((summary) => `${summary.label} ${(100 * pick(summary)).toFixed(1)}`)
      .join(", ");
  const leads = (pick: (summary: MapSummary) => number) =>
    rivals.every((rival) => !isWithin(pick(rival), pick(borat)));
  return [
    {
      claim: `${borat.label} leads by more than a point in mean accuracy over all eta and r (${where})`,
      paper,
      measured: `${list(({ mean }) => mean)} %, over ${borat.cells.length} cells`,
      holds: leads(({ mean }) => mean),
    },
    {
      claim: `${borat.label} leads by more than a point in the worst cell (${where})`,
      paper,
      measured: `${list(({ worst }) => worst.mean)} %`,
      holds: leads(({ worst }) => worst.mean),
    },
  ];
}

function adamFails(adam: MapSummary, all: readonly MapSummary[], where: string): Claim {
  const best = all.reduce((a, b) => (b.best.mean > a.best.mean ? b : a));
  const range = [adam.worst, adam.best].map(({ mean }) => (100 * mean).toFixed(1)).join(" to ");
  return {
    claim: `Adam with the hinge loss stays below half of the best at every eta and r (${where})`,
    paper: "1.0 to 8.5 % in all 20 cells: CIFAR-100, WRN-40-4 (the authors' logs)",
    measured: `Adam ${range} %; the best cell of all: ${best.label} ${(100 * best.best.mean).toFixed(1)} %`,
    holds: adam.best.mean < FAILURE_SHARE * best.best.mean,
  };
}
