import { colorOf } from "./colors.ts";
import { type ContenderName, getContender } from "./contenders.ts";
import type { RunRecord } from "./grid.ts";
import type { MethodSummary } from "./summary.ts";

/** A line of a figure, as plain data: `chart.line(curve)` draws it. */
export interface Curve {
  readonly name: string;
  readonly color: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** A {@link Curve} with a band around it. */
export interface BandCurve extends Curve {
  readonly band: { readonly low: readonly number[]; readonly high: readonly number[] };
  readonly points: true;
}

/** Against what the course of a run is drawn. */
export type CourseAxis = "epoch" | "updates" | "evaluations" | "seconds";

/** Test accuracy in percent against eta: the mean over the seeds, in a band from the worst to the best. */
export function robustnessCurve({ method, points }: MethodSummary): BandCurve {
  return {
    ...styleOf(method),
    ...bandOf(
      points.map(({ eta }) => eta),
      points,
    ),
  };
}

/** Means in percent at some places, in a band from the worst of the seeds to the best. */
export function bandOf(
  x: readonly number[],
  points: readonly { readonly mean: number; readonly accuracies: readonly number[] }[],
): Pick<BandCurve, "x" | "y" | "band" | "points"> {
  const percent = (pick: (accuracies: readonly number[]) => number) =>
    points.map(({ accuracies }) => 100 * pick(accuracies));
  return {
    x,
    y: points.map(({ mean }) => 100 * mean),
    band: { low: percent((a) => Math.min(...a)), high: percent((a) => Math.max(...a)) },
    points: true,
  };
}

/** Training loss of a run against epochs. */
export function lossCurve({ method, epochs }: Pick<RunRecord, "method" | "epochs">): Curve {
  return {
    ...styleOf(method),
    x: epochs.map(({ epoch }) => epoch),
    y: epochs.map(({ loss }) => loss),
  };
}

/** Test accuracy (%) of a run in its course: against epochs, updates, gradients evaluated or seconds. */
export function accuracyCurve(
  { method, epochs }: Pick<RunRecord, "method" | "epochs">,
  axis: CourseAxis,
): Curve {
  return {
    ...styleOf(method),
    x: epochs.map((record) => record[axis]),
    y: epochs.map(({ accuracy }) => 100 * accuracy),
  };
}

function styleOf(method: ContenderName): Pick<Curve, "name" | "color"> {
  return { name: getContender(method).label, color: colorOf(method) };
}
