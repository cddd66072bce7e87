import { type ContenderName, getContender } from "./contenders.ts";
import type { MethodSummary, RunRecord } from "./summary.ts";

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

// One hue for the family that is studied, others for what it is compared with.
const colors: Readonly<Record<ContenderName, string>> = {
  sgd: "#8c8c8c",
  "sgd-steps": "#404040",
  adam: "#e69f00",
  alig: "#0072b2",
  "borat-2": "#f4a582",
  "borat-3": "#d6322e",
  "borat-5": "#7f0d1e",
};

/** Test accuracy in percent against eta: the mean over the seeds, in a band from the worst to the best. */
export function robustnessCurve({ method, points }: MethodSummary): BandCurve {
  const percent = (pick: (accuracies: readonly number[]) => number) =>
    points.map(({ accuracies }) => 100 * pick(accuracies));
  return {
    ...styleOf(method),
    x: points.map(({ eta }) => eta),
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

function styleOf(method: ContenderName): Pick<Curve, "name" | "color"> {
  return { name: getContender(method).label, color: colors[method] };
}
