import { ConfigError, requireInRange, scoped, tf } from "../../core/index.ts";
import { type LossFunction, lossAndGradients } from "../../optim/index.ts";
import type { BoratOptimizer, BoratReport, BundleReport } from "../optimizer-report.ts";
import { assignFlat, flattenWeights } from "./weight-path.ts";

/** One bundle along its step `w_t + s u`; `s = 1` is the new point before momentum and projection. */
export interface BundleAnatomy {
  /** Places `s` along the step, `[S]`. */
  readonly s: readonly number[];
  /** True loss of each minibatch there, `[N-1][S]`, loss units above the lower bound. */
  readonly losses: readonly (readonly number[])[];
  /** Linear piece of each minibatch there, `[N-1][S]`, loss units; the last piece is the constant 0. */
  readonly pieces: readonly (readonly number[])[];
  /** Largest of all N pieces, `[S]`: the model of the loss. */
  readonly model: readonly number[];
  /** `||w - w_t||^2 / (2 eta)`, `[S]`, loss units. */
  readonly proximal: readonly number[];
  /** Weights of the N pieces, the constant last. */
  readonly alpha: readonly number[];
  /** Proximal weight. */
  readonly eta: number;
  /** Length of the step, in units of the weights. */
  readonly stepNorm: number;
  /** Least value of model + proximal term: the optimum of the dual, loss units. */
  readonly dual: number;
  /** Mean loss of the minibatches at the start and at the new point, loss units. */
  readonly lossBefore: number;
  readonly lossAfter: number;
}

/** What part of the step's line to look at. */
export interface AnatomyOptions {
  /** First and last `s`. Default: from -0.5 to 2. */
  readonly range?: readonly [number, number];
  /** How many places. Default: 101. */
  readonly resolution?: number;
  /** Least value of a loss, as the optimiser has it. Default: 0. */
  readonly lowerBound?: number;
  /** Variables that the losses write, to be left as one step leaves them. */
  readonly statistics?: readonly tf.Variable[];
}

/**
 * Takes one update and looks into it: the paper's picture of a bundle, live from a run. Use it in
 * place of the `N - 1` calls of `step`; every other update of the run may go on as usual.
 *
 * Costs a second gradient of each minibatch, and each loss at every place drawn.
 *
 * @param optimizer - With one parameter group, no open bundle and batch mode `different`.
 * @param losses - The next N - 1 minibatches.
 * @throws {ConfigError} If these are not the minibatches of one whole update.
 * @example
 * const anatomy = dissectUpdate(optimizer, [batch1, batch2].map((batch) => () => loss(batch)));
 * figure(anatomyPlot(anatomy));
 */
export function dissectUpdate(
  optimizer: BoratOptimizer,
  losses: readonly LossFunction[],
  options: AnatomyOptions = {},
): BundleAnatomy {
  const { range = [-0.5, 2], resolution = 101, lowerBound = 0, statistics = [] } = options;
  requireInRange("dissectUpdate: resolution", resolution, { min: 2, integer: true });
  const { variables } = optimizer;
  const base = flattenWeights(variables);
  const gradients: Float32Array[] = [];
  let report: BoratReport | undefined;
  for (const loss of losses) {
    requireOpen(report, losses.length);
    gradients.push(keepingAll(statistics, () => gradientOf(loss, variables)));
    report = optimizer.step(loss);
  }
  const bundle = requireUpdate(report, losses.length);
  const eta = report!.stepSize / gradientShare(bundle);
  const step = base.map((_, p) => -eta * weigh(bundle.alpha, gradients, p)); // u
  const s = Array.from(
    { length: resolution },
    (_, i) => range[0] + (i * (range[1] - range[0])) / (resolution - 1),
  );
  const lossesAt = (places: readonly number[]) =>
    keepingAll([...variables, ...statistics], () =>
      evaluateAlong({ variables, losses, base, step, lowerBound }, places),
    );
  const [before = [], after = []] = transpose(lossesAt([0, 1]));
  return {
    ...lines(bundle, eta, s),
    s,
    losses: lossesAt(s),
    eta,
    alpha: bundle.alpha,
    stepNorm: bundle.stepNorm,
    dual: bundle.dual,
    lossBefore: mean(before),
    lossAfter: mean(after),
  };
}

/** The pieces along the step, by the bundle's numbers alone. */
function lines({ alpha, b, gram, stepNorm }: BundleReport, eta: number, s: readonly number[]) {
  const slopes = gram.map((row) => -eta * row.reduce((sum, g, k) => sum + g * alpha[k]!, 0)); // g . u
  const pieces = b.map((value, n) => s.map((place) => value + place * slopes[n]!));
  return {
    pieces,
    model: s.map((_, i) => Math.max(0, ...pieces.map((piece) => piece[i]!))),
    proximal: s.map((place) => (place * stepNorm) ** 2 / (2 * eta)),
  };
}

interface Line {
  readonly variables: readonly tf.Variable[];
  readonly losses: readonly LossFunction[];
  readonly base: Float32Array;
  readonly step: Float32Array;
  readonly lowerBound: number;
}

/** Losses at `base + s step`, `[losses][s]`; moves the variables. */
function evaluateAlong(line: Line, places: readonly number[]): readonly (readonly number[])[] {
  const rows: number[][] = line.losses.map(() => []);
  for (const place of places) {
    const { base, step } = line;
    assignFlat(
      line.variables,
      base.map((weight, p) => weight + place * step[p]!),
    );
    for (const [n, loss] of line.losses.entries()) {
      rows[n]!.push(scoped(() => loss().dataSync()[0]!) - line.lowerBound);
    }
  }
  return rows;
}

function gradientOf(loss: LossFunction, variables: readonly tf.Variable[]): Float32Array {
  return scoped(() => {
    const { gradients } = lossAndGradients(loss, variables);
    return tf.concat(gradients.map((gradient) => gradient.flatten())).dataSync<"float32">();
  });
}

/** Runs `body` and gives the variables their values back. */
function keepingAll<T>(variables: readonly tf.Variable[], body: () => T): T {
  const before = flattenWeights(variables);
  try {
    return body();
  } finally {
    assignFlat(variables, before);
  }
}

function requireOpen(report: BoratReport | undefined, count: number): void {
  if (report?.updated !== true) return;
  throw new ConfigError(
    `dissectUpdate: losses must be the minibatches of one update, got ${count}, more than the bundle takes. Pass bundleSize - 1.`,
  );
}

function requireUpdate(report: BoratReport | undefined, count: number): BundleReport {
  const bundle = report?.bundle;
  if (report?.updated !== true || bundle === undefined) {
    throw new ConfigError(
      `dissectUpdate: losses must be the minibatches of one update, got ${count}, too few or not finite. Pass bundleSize - 1, with no bundle open.`,
    );
  }
  if (gradientShare(bundle) > 0) return bundle;
  throw new ConfigError("dissectUpdate: the update must move the weights, got a step of length 0");
}

function gradientShare({ alpha }: BundleReport): number {
  return alpha.slice(0, -1).reduce((a, b) => a + b, 0);
}

/** `sum_n alpha_n g_n[p]`. */
function weigh(alpha: readonly number[], gradients: readonly Float32Array[], p: number): number {
  return gradients.reduce((sum, gradient, n) => sum + alpha[n]! * gradient[p]!, 0);
}

function transpose(rows: readonly (readonly number[])[]): number[][] {
  return (rows[0] ?? []).map((_, i) => rows.map((row) => row[i]!));
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
