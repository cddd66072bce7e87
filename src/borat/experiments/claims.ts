import type { ContenderName } from "./contenders.ts";
import { formatAccuracy, isWithin, type MethodSummary, type SeedSummary } from "./summary.ts";

/** A statement of the paper beside what was measured. */
export interface Claim {
  readonly claim: string;
  /** What the paper says, in short. */
  readonly paper: string;
  /** The numbers found here, and what of the set-up bears on them. */
  readonly measured: string;
  readonly holds: boolean | "not tested";
}

/** In the paper's column, of a statement that is not the paper's. */
export const ourQuestion = "(our question)";

/** Loss per sample at which the authors count a model as interpolating: their rule of thumb. */
export const INTERPOLATION_LOSS = 0.01;

/**
 * Compares BORAT with the other methods, each at its best eta: the two claims of the paper's
 * abstract, and whether a schedule or Adam is beaten. Nothing is compared without a method of one
 * setting.
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
  const adam = others.find((summary) => summary.method === "adam");
  const singles = others.filter((summary) => summary !== scheduled);
  if (borat === undefined || singles.length === 0) return [];
  const best = singles.reduce((a, b) => (b.best.mean > a.best.mean ? b : a));
  return [
    {
      claim: `Generalises on par with the best method of one setting (${where})`,
      paper: "on par (abstract)",
      ...parity(borat, best, singles.length === 1 ? "" : `the best of ${singles.length} others: `),
    },
    ...mostRobust(borat, others, where),
    ...[scheduled].flatMap((rival) =>
      rival === undefined
        ? []
        : {
            claim: `Needs no schedule to match SGD with one (${where})`,
            paper: ourQuestion,
            ...parity(borat, rival),
          },
    ),
    ...[adam].flatMap((rival) =>
      rival === undefined
        ? []
        : {
            claim: `Generalises more than a point better than Adam (${where})`,
            paper: ourQuestion,
            measured: `${atBest(borat)}; ${atBest(rival)}`,
            holds: !isWithin(rival.best.mean, borat.best.mean),
          },
    ),
  ];
}

/** Whether more etas are good than for any other method that was tried at as many. */
function mostRobust(
  borat: MethodSummary,
  others: readonly MethodSummary[],
  where: string,
): readonly Claim[] {
  const swept = others.filter(({ points }) => points.length === borat.points.length);
  if (borat.points.length === 1 || swept.length === 0) return [];
  return [
    {
      claim: `Is the most robust to its step size (${where})`,
      paper: "the most robust (abstract)",
      measured: `etas within 1 point of the own best: ${[borat, ...swept].map(goodEtas).join(", ")}`,
      holds: swept.every(({ numGoodEtas }) => borat.numGoodEtas > numGoodEtas),
    },
  ];
}

/** Whether BORAT comes within a point of a rival; if not, what may have kept it from that. */
function parity(
  borat: MethodSummary,
  rival: MethodSummary,
  prefix = "",
): Pick<Claim, "measured" | "holds"> {
  const numbers = `${atBest(borat)}; ${prefix}${atBest(rival)}`;
  if (isWithin(borat.best.mean, rival.best.mean)) return { measured: numbers, holds: true };
  const hindrances = hindrancesOf(borat.label, borat.best, rival.best);
  return { measured: [numbers, ...hindrances].join("; "), holds: false };
}

/**
 * What of the runs themselves speaks against BORAT, whose premise is a model that interpolates, and
 * whose updates take several minibatches each.
 */
function hindrancesOf(label: string, borat: SeedSummary, rival: SeedSummary): readonly string[] {
  const ratio = rival.updates / borat.updates;
  return [
    ...(borat.loss > INTERPOLATION_LOSS
      ? [`its training loss ends at ${borat.loss.toPrecision(2)}: no interpolation, its premise`]
      : []),
    ...(ratio > 1.5 ? [`${label} made ${ratio.toFixed(1)} times fewer updates`] : []),
  ];
}

/** `BORAT 3 97.6 ± 0.3 % at 0.1`. */
function atBest({ label, best }: MethodSummary): string {
  return `${label} ${formatAccuracy(best)} % at ${best.eta}`;
}

function goodEtas({ label, numGoodEtas, points }: MethodSummary): string {
  return `${label} ${numGoodEtas} of ${points.length}`;
}
