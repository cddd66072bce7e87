import type { StepReport } from "../../optim/index.ts";
import type { BoratReport, BundleReport } from "../optimizer-report.ts";
import { createBoundedSeries, type Merge } from "./bounded-series.ts";
import { createPlateauMonitor, type InterpolationState, type PlateauOptions } from "./plateau.ts";

/** What the monitor is told of the run besides its reports. */
export interface RunMonitorOptions {
  /** Radius of the ball that holds all weights. */
  readonly maxNorm?: number;
  /** Least value a loss can take, loss units. Default: 0. */
  readonly lowerBound?: number;
  /** Places kept of each curve; longer runs are averaged. Default: 600. */
  readonly resolution?: number;
  readonly plateau?: PlateauOptions;
}

/** Curves over the updates of a run. */
export interface UpdateCurves {
  /** Number of the update, from 1; averages of neighbours in a long run. */
  readonly update: readonly number[];
  /** Loss of the first minibatch of the update, at the weights it started from, loss units. */
  readonly loss: readonly number[];
  /** Length of the step along the gradients. */
  readonly stepSize: readonly number[];
}

/** Curves over the updates of BORAT. */
export interface BundleCurves {
  /** Number of the update; the newest follows with the next, which tells what it achieved. */
  readonly update: readonly number[];
  /** Weights of the pieces, `[N][updates]`, the constant last. */
  readonly alpha: readonly (readonly number[])[];
  /** Longest step along the gradients. */
  readonly eta: readonly number[];
  /** Optimality gap of the dual; the greatest of averaged updates. */
  readonly kkt: readonly number[];
  /** Optimum of the dual, loss units. */
  readonly dual: readonly number[];
  /** Decrease of its first loss that the model predicts, loss units. */
  readonly predicted: readonly number[];
  /** First loss of this update less that of the next, loss units: the same over other minibatches. */
  readonly achieved: readonly number[];
  /** Loss of each minibatch at its own point, `[N-1][updates]`, above the lower bound. */
  readonly losses: readonly (readonly number[])[];
  /** Norm of each gradient, `[N-1][updates]`. */
  readonly gradientNorms: readonly (readonly number[])[];
  /** Length of the step before momentum and projection, units of the weights. */
  readonly stepNorm: readonly number[];
}

/** All that a monitor knows of a run: plain data. */
export interface RunDiagnostics {
  readonly numUpdates: number;
  readonly numSkipped: number;
  readonly updates: UpdateCurves;
  /** Absent for other optimisers. */
  readonly bundles?: BundleCurves;
  /** Mean cosines between the pieces' gradients over the last updates, `[N-1][N-1]`. */
  readonly cosines: readonly (readonly number[])[];
  /** Losses of the minibatches above the bound, smoothed, over the calls. */
  readonly interpolation: InterpolationState & {
    readonly call: readonly number[];
    readonly loss: readonly number[];
    readonly lowerBound: number;
  };
  readonly weightNorms: {
    readonly update: readonly number[];
    readonly norm: readonly number[];
    readonly maxNorm: number | undefined;
  };
}

/** Follows a run; its functions can be given to a run as its hooks. */
export interface RunMonitor {
  /** Takes the report of each call of `step`. */
  readonly onStep: (report: StepReport | BoratReport) => void;
  /** Takes the norm of the weights, as the record of an epoch has it. */
  readonly onEpoch: (record: { readonly updates: number; readonly weightNorm: number }) => void;
  /** What is known so far. */
  readonly diagnostics: () => RunDiagnostics;
}

/**
 * Collects what the reports of a run tell, in bounded memory and without a look at the device.
 *
 * @example
 * const monitor = createRunMonitor({ maxNorm: 50 });
 * await runCell(config, { onStep: monitor.onStep, onEpoch: monitor.onEpoch });
 * grid(runPlots(monitor.diagnostics()));
 */
export function createRunMonitor(options: RunMonitorOptions = {}): RunMonitor {
  const { maxNorm, lowerBound = 0, resolution = 600, plateau } = options;
  const limit = Math.max(2, 2 * Math.round(resolution / 2));
  const plateaus = createPlateauMonitor(plateau);
  const losses = createBoundedSeries(["mean"], limit);
  const updates = createBoundedSeries(["mean", "mean"], limit);
  const cosines = createRunningMean();
  const norms = { update: [] as number[], norm: [] as number[] };
  let bundles: ReturnType<typeof createBundleSeries> | undefined;
  let [calls, numUpdates, numSkipped] = [0, 0, 0];
  let firstLoss: number | undefined;

  const onStep = (report: StepReport | BoratReport) => {
    calls += 1;
    plateaus.add(report.loss - lowerBound);
    losses.add(calls, [report.loss - lowerBound]);
    firstLoss ??= report.loss;
    if (report.skipped !== undefined) {
      numSkipped += 1;
      firstLoss = undefined;
    } else if (report.updated) {
      numUpdates += 1;
      updates.add(numUpdates, [firstLoss, report.stepSize]);
      firstLoss = undefined;
      const bundle = "bundle" in report ? report.bundle : undefined;
      if (bundle === undefined) return;
      bundles ??= createBundleSeries(bundle.losses.length, limit);
      bundles.add(numUpdates, bundle, report.stepSize);
      cosines.add(cosinesOf(bundle.gram));
    }
  };

  return {
    onStep,
    onEpoch: ({ updates: update, weightNorm }) => {
      norms.update.push(update);
      norms.norm.push(weightNorm);
    },
    diagnostics: () => ({
      numUpdates,
      numSkipped,
      updates: { update: updates.times(), loss: updates.column(0), stepSize: updates.column(1) },
      ...(bundles && { bundles: bundles.curves() }),
      cosines: cosines.value(),
      interpolation: {
        ...plateaus.state(),
        call: losses.times(),
        loss: losses.column(0),
        lowerBound,
      },
      weightNorms: { update: [...norms.update], norm: [...norms.norm], maxNorm },
    }),
  };
}

/** Series of the numbers of bundles with `count` gradient pieces. */
function createBundleSeries(count: number, limit: number) {
  const scalars = ["eta", "kkt", "dual", "predicted", "achieved", "stepNorm"] as const;
  const merges: Merge[] = [
    ...scalars.map((name): Merge => (name === "kkt" ? "max" : "mean")),
    ...Array.from({ length: 3 * count + 1 }, (): Merge => "mean"),
  ];
  const series = createBoundedSeries(merges, limit);
  /** Waits for the first loss of the next update. */
  let last: { readonly at: number; readonly row: readonly number[] } | undefined;
  const flush = (nextLoss: number) => {
    if (last === undefined) return;
    const { at, row } = last;
    series.add(at, row.with(4, row[4]! - nextLoss));
  };
  const columns = (start: number, length: number) =>
    Array.from({ length }, (_, i) => series.column(scalars.length + start + i));
  return {
    add: (at: number, bundle: BundleReport, stepSize: number) => {
      const { alpha, dual, kkt, modelValue, losses, gram, stepNorm } = bundle;
      const [first = Number.NaN] = losses;
      flush(first);
      const share = alpha.slice(0, -1).reduce((a, b) => a + b, 0);
      const eta = share > 0 ? stepSize / share : Number.NaN;
      const norms = gram.map((row, n) => Math.sqrt(row[n]!));
      const row = [
        eta,
        kkt,
        dual,
        first - modelValue,
        first,
        stepNorm,
        ...alpha,
        ...losses,
        ...norms,
      ];
      last = { at, row };
    },
    curves: (): BundleCurves => ({
      update: series.times(),
      eta: series.column(0),
      kkt: series.column(1),
      dual: series.column(2),
      predicted: series.column(3),
      achieved: series.column(4),
      stepNorm: series.column(5),
      alpha: columns(0, count + 1),
      losses: columns(count + 1, count),
      gradientNorms: columns(2 * count + 1, count),
    }),
  };
}

/** Cosines between gradients, NaN where one is zero. */
function cosinesOf(gram: BundleReport["gram"]): readonly (readonly number[])[] {
  return gram.map((row, i) =>
    row.map((product, j) => product / Math.sqrt(gram[i]![i]! * gram[j]![j]!)),
  );
}

/** Mean of matrices in which the recent ones weigh most. */
function createRunningMean() {
  const KEPT = 0.95; // about the last 20 updates
  let weights: number[][] = [];
  let sums: number[][] = [];
  return {
    add: (matrix: readonly (readonly number[])[]) => {
      const old = { sums, weights };
      const isNew = matrix.map((row) => row.map((value) => (Number.isFinite(value) ? 1 : 0)));
      sums = matrix.map((row, i) =>
        row.map((value, j) => KEPT * (old.sums[i]?.[j] ?? 0) + (isNew[i]![j] === 1 ? value : 0)),
      );
      weights = isNew.map((row, i) =>
        row.map((value, j) => KEPT * (old.weights[i]?.[j] ?? 0) + value),
      );
    },
    value: () => sums.map((row, i) => row.map((sum, j) => sum / weights[i]![j]!)),
  };
}
