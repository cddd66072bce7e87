import type { Plot, PlotLayer } from "../diagnostics/index.ts";
import type { Claim } from "./claims.ts";
import type { ConvergenceSettings } from "./convergence-config.ts";
import type { ConvergenceProblem } from "./convergence-problems.ts";
import type { ConvergenceMethod, ConvergencePoint, ConvergenceRun } from "./convergence-run.ts";
import { type ConvergenceBound, convergenceBound, fitSlope } from "./convergence-theory.ts";

/** One method on one problem, over all seeds. */
export interface ConvergenceRow {
  readonly problem: string;
  readonly method: string;
  /** Rate that theory gives. */
  readonly rate: string;
  /** Least slope that keeps the rate, mean over the seeds. */
  readonly slopeOfTheory: number;
  /** Slope fitted to the updates from the square root of their number on, mean over the seeds. */
  readonly slope: number;
  /** What theory bounds, at the end, mean over the seeds. */
  readonly final: number;
  /** The bound there. */
  readonly bound: number;
  /**
   * Whether no run was above its bound in the updates of the fit. The bounds hold in expectation over
   * the minibatches, so that one early update may do less, and they are BORAT's and ALI-G's.
   */
  readonly isBelowBound: boolean;
  /** Gradients of minibatches evaluated in a run, mean over the seeds. */
  readonly gradients: number;
}

/** The updates' own guarantee, over all runs of one method on one problem. */
export interface GuaranteeRow {
  readonly problem: string;
  readonly method: string;
  readonly updates: number;
  /** Updates that broke the guarantee by more than rounding. */
  readonly broken: number;
  readonly leastSlack: number;
  /** Median of the decrease over its guarantee. */
  readonly decreaseOverGuarantee: number;
  /** Median of the guarantee over ALI-G's for the same first minibatch. */
  readonly guaranteeOverAlig: number;
}

/** A run with the problem it was on. */
export interface PlacedRun {
  readonly run: ConvergenceRun;
  readonly problem: ConvergenceProblem;
  readonly method: ConvergenceMethod;
}

/** What a study of the convergence gave. */
export class ConvergenceResult {
  readonly settings: ConvergenceSettings;
  readonly runs: readonly ConvergenceRun[];
  readonly #placed: readonly PlacedRun[];

  /** Called by `runConvergence`. */
  constructor(settings: ConvergenceSettings, placed: readonly PlacedRun[]) {
    this.settings = settings;
    this.runs = placed.map(({ run }) => run);
    this.#placed = placed;
  }

  /** Measured slopes and ends against theory, a row for each method and problem. */
  table(): readonly ConvergenceRow[] {
    return this.#groups().map(toRow);
  }

  /** How each update kept its guarantee, a row for each bundle size and problem. */
  guarantees(): readonly GuaranteeRow[] {
    return this.#groups().flatMap(toGuaranteeRow);
  }

  /**
   * The rates as claims, decided by the bounds: slopes may differ on the way. Bounds and constants are
   * derived here; the paper's are not compared.
   */
  claims(): readonly Claim[] {
    const rows = this.table().filter(({ method }) => method.startsWith("BORAT"));
    const rates = [...new Set(rows.map(({ problem }) => problem))].map((problem): Claim => {
      const ofProblem = rows.filter((row) => row.problem === problem);
      const [{ rate, slopeOfTheory }] = ofProblem as [ConvergenceRow];
      const slopes = ofProblem.map(({ method, slope }) => `${method} ${slope.toPrecision(2)}`);
      return {
        claim: `Stays below the bound of rate ${rate} on ${problem}, with a constant eta`,
        paper: `theory (bound derived here, slope ${slopeOfTheory.toPrecision(2)})`,
        measured: `below in the updates of the fit: ${ofProblem.every((row) => row.isBelowBound) ? "yes" : "no"}; slopes: ${slopes.join(", ")}`,
        holds: ofProblem.every((row) => row.isBelowBound),
      };
    });
    return [...rates, ...this.#guaranteeClaim()];
  }

  /** The curves and the bound of each problem. */
  plots(): readonly Plot[] {
    return this.settings.problems.map((name) =>
      toPlot(this.#groups().filter(([first]) => first?.problem.name === name)),
    );
  }

  #guaranteeClaim(): readonly Claim[] {
    const rows = this.guarantees();
    if (rows.length === 0) return [];
    const total = rows.reduce((sum, { updates }) => sum + updates, 0);
    const broken = rows.reduce((sum, row) => sum + row.broken, 0);
    const slack = rows.reduce(
      (least, row) => Math.min(least, row.leastSlack),
      Number.POSITIVE_INFINITY,
    );
    return [
      {
        claim:
          "Each update brings the squared distance to the solution down by at least 2 eta D*, and that is at least ALI-G's gamma l",
        paper: "(derived here)",
        measured: `broken in ${broken} of ${total} updates; least relative slack ${slack.toExponential(1)}`,
        holds: broken === 0,
      },
    ];
  }

  /** The runs of each method on each problem. */
  #groups(): readonly (readonly PlacedRun[])[] {
    const groups = new Map<string, PlacedRun[]>();
    for (const placed of this.#placed) {
      const key = `${placed.problem.name}, ${placed.method.name}`;
      groups.set(key, [...(groups.get(key) ?? []), placed]);
    }
    return [...groups.values()];
  }
}

/** What the bound bounds. */
function boundedOf(point: ConvergencePoint, { quantity }: ConvergenceBound): number {
  return quantity === "best loss" ? point.bestLoss : point.squaredDistance;
}

function toRow(group: readonly PlacedRun[]): ConvergenceRow {
  const [{ problem, method }] = group as [PlacedRun];
  const fitted = group.map(({ run, problem: drawn }) => {
    const bound = convergenceBound(drawn);
    const last = run.points.at(-1)!;
    const tail = run.points.filter(({ updates }) => updates >= Math.sqrt(last.updates));
    return {
      slope: fitSlope(
        tail.map(({ updates }) => updates),
        tail.map((point) => boundedOf(point, bound)),
        bound.fit,
      ),
      slopeOfTheory: bound.slope,
      final: boundedOf(last, bound),
      bound: bound.at(last.updates),
      isBelow: tail.every((point) => boundedOf(point, bound) <= bound.at(point.updates)),
      gradients: run.evaluations,
    };
  });
  return {
    problem: problem.title,
    method: method.name,
    rate: convergenceBound(problem).rate,
    slopeOfTheory: mean(fitted.map(({ slopeOfTheory }) => slopeOfTheory)),
    slope: mean(fitted.map(({ slope }) => slope)),
    final: mean(fitted.map(({ final }) => final)),
    bound: mean(fitted.map(({ bound }) => bound)),
    isBelowBound: fitted.every(({ isBelow }) => isBelow),
    gradients: mean(fitted.map(({ gradients }) => gradients)),
  };
}

function toGuaranteeRow(group: readonly PlacedRun[]): readonly GuaranteeRow[] {
  const records = group.flatMap(({ run }) => (run.guarantee ? [run.guarantee] : []));
  if (records.length === 0) return [];
  const [{ problem, method }] = group as [PlacedRun];
  return [
    {
      problem: problem.title,
      method: method.name,
      updates: records.reduce((sum, { numChecked }) => sum + numChecked, 0),
      broken: records.reduce((sum, { numBroken }) => sum + numBroken, 0),
      leastSlack: Math.min(...records.map(({ leastSlack }) => leastSlack)),
      decreaseOverGuarantee: mean(records.map(({ medianRatio }) => medianRatio)),
      guaranteeOverAlig: mean(records.map(({ medianGain }) => medianGain)),
    },
  ];
}

function toPlot(groups: readonly (readonly PlacedRun[])[]): Plot {
  const [first] = groups.flat();
  const bound = convergenceBound(first!.problem);
  const longest = Math.max(...groups.flat().map(({ run }) => run.points.at(-1)?.updates ?? 1));
  const places = Array.from({ length: 60 }, (_, i) =>
    bound.fit === "log-log" ? longest ** (i / 59) : 1 + ((longest - 1) * i) / 59,
  );
  const theory: PlotLayer = {
    mark: "line",
    name: "bound, derived here",
    color: "#009e73",
    dashed: true,
    x: places,
    y: places.map((updates) => bound.at(updates)),
  };
  return {
    title: `${first!.problem.title}, ${bound.rate}`,
    x: { label: "updates", log: bound.fit === "log-log" },
    y: {
      label: bound.quantity === "best loss" ? "least loss so far" : "squared distance to w*",
      log: true,
    },
    width: 620,
    height: 440,
    layers: [...groups.map((group) => toCurve(group, bound)), theory],
  };
}

/** Mean over the seeds in a band from the least to the greatest; ends with the shortest run. */
function toCurve(group: readonly PlacedRun[], bound: ConvergenceBound): PlotLayer {
  const [{ method }] = group as [PlacedRun];
  const length = Math.min(...group.map(({ run }) => run.points.length));
  const columns = Array.from({ length }, (_, i) =>
    group.map(({ run }) => boundedOf(run.points[i]!, bound)),
  );
  return {
    mark: "line",
    name: method.name,
    color: method.color,
    dashed: method.dashed === true,
    x: group[0]!.run.points.slice(0, length).map(({ updates }) => updates),
    y: columns.map((values) => Math.exp(mean(values.map(Math.log)))),
    band: {
      low: columns.map((values) => Math.min(...values)),
      high: columns.map((values) => Math.max(...values)),
    },
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
