import { constantColor, type Plot, type PlotAxis, type PlotLayer, pieceColor } from "./plot.ts";
import type { BundleCurves, RunDiagnostics } from "./run-monitor.ts";

const size = { width: 480, height: 320 } as const;
const updates = { label: "update" } as const;
const limitColor = "#222222";

/**
 * The state of a run as figures: for BORAT its pieces' weights, steps, decreases, dual gap, losses,
 * gradients and cosines; for every method the loss against its bound and the norm of the weights.
 *
 * @example
 * grid(runPlots(monitor.diagnostics()), { columns: 3 });
 */
export function runPlots(diagnostics: RunDiagnostics): readonly Plot[] {
  const { bundles, cosines } = diagnostics;
  const ofBundles =
    bundles === undefined
      ? []
      : [
          alphaPlot(bundles),
          stepPlot(bundles.update, stepSizes(bundles), bundles.eta),
          decreasePlot(bundles),
          gapPlot(bundles),
          piecesPlot("Loss of each minibatch at its own point", "loss", bundles, bundles.losses),
          piecesPlot("Norm of each gradient", "norm", bundles, bundles.gradientNorms),
          cosinePlot(cosines),
        ];
  const { update, stepSize } = diagnostics.updates;
  const ofOthers = bundles === undefined ? [stepPlot(update, stepSize, [])] : [];
  return [...ofBundles, ...ofOthers, normPlot(diagnostics), interpolationPlot(diagnostics)];
}

/** `eta` times the weights of the gradient pieces. */
function stepSizes({ alpha, eta }: BundleCurves): readonly number[] {
  const constant = alpha.at(-1) ?? [];
  return eta.map((cap, i) => cap * (1 - constant[i]!));
}

/** Stacked: where a colour is broad, that piece drives the step. */
function alphaPlot({ alpha, update }: BundleCurves): Plot {
  const zero = update.map(() => 0);
  const tops = alpha.map((_, n) =>
    update.map((_at, i) => alpha.slice(0, n + 1).reduce((sum, piece) => sum + piece[i]!, 0)),
  );
  const last = alpha.length - 1;
  const layers = alpha.map((_, n): PlotLayer => {
    const high = tops[n]!;
    const name = n === last ? "constant 0" : `piece ${n + 1}`;
    const band = { low: tops[n - 1] ?? zero, high };
    const color = n === last ? constantColor : pieceColor(n);
    return { mark: "line", name, color, x: update, y: high, band, shade: 0.55 };
  });
  return {
    ...size,
    title: "Weights of the pieces",
    x: updates,
    y: { label: "alpha", range: [0, 1] },
    layers,
  };
}

function stepPlot(
  update: readonly number[],
  stepSize: readonly number[],
  eta: readonly number[],
): Plot {
  const cap: readonly PlotLayer[] =
    eta.length === 0
      ? []
      : [{ mark: "line", name: "cap eta", color: limitColor, dashed: true, x: update, y: eta }];
  return {
    ...size,
    title: "Length of the step",
    x: updates,
    y: { label: "along the gradients", log: true, ...stepRange([...stepSize, ...eta]) },
    layers: [
      { mark: "line", name: "step size", color: pieceColor(0), x: update, y: positive(stepSize) },
      ...cap,
    ],
  };
}

/** At least a decade, so that rounding does not fill the picture. */
function stepRange(sizes: readonly number[]): Pick<PlotAxis, "range"> {
  const shown = sizes.filter((size) => size > 0 && Number.isFinite(size));
  if (shown.length === 0) return {};
  const high = shown.reduce((a, b) => Math.max(a, b));
  const low = shown.reduce((a, b) => Math.min(a, b));
  return { range: [Math.min(low, high / 10) / 1.2, 1.2 * high] };
}

function decreasePlot({ update, predicted, achieved, dual }: BundleCurves): Plot {
  const line = (name: string, color: string, y: readonly number[]): PlotLayer => ({
    mark: "line",
    name,
    color,
    x: update,
    y,
  });
  const low = Math.min(0, quantile(achieved, 0.02));
  const high = Math.max(quantile([...predicted, ...achieved], 0.98), 1e-12);
  return {
    ...size,
    title: "Decrease of the loss in an update",
    x: updates,
    y: { label: "loss", range: [1.1 * low, 1.1 * high] },
    layers: [
      line("achieved (next batch)", "#bdbdbd", achieved),
      line("predicted", pieceColor(1), predicted),
      line("D*", pieceColor(0), dual),
    ],
  };
}

function gapPlot({ update, kkt }: BundleCurves): Plot {
  const LEAST = 1e-18; // an exact zero would leave a gap
  return {
    ...size,
    title: "Optimality gap of the dual",
    x: updates,
    y: { label: "relative gap", log: true, range: [LEAST / 10, 1e-2] },
    layers: [
      {
        mark: "scatter",
        color: pieceColor(0),
        size: 4,
        x: update,
        y: kkt.map((gap) => Math.max(gap, LEAST)),
      },
    ],
  };
}

function piecesPlot(
  title: string,
  label: string,
  { update }: BundleCurves,
  pieces: readonly (readonly number[])[],
): Plot {
  return {
    ...size,
    title,
    x: updates,
    y: { label, log: true },
    layers: pieces.map((values, n) => ({
      mark: "line",
      name: `piece ${n + 1}`,
      color: pieceColor(n),
      x: update,
      y: positive(values),
    })),
  };
}

function cosinePlot(cosines: RunDiagnostics["cosines"]): Plot {
  const names = cosines.map((_, n) => `piece ${n + 1}`);
  return {
    ...size,
    title: "Cosines between the gradients",
    x: {},
    y: {},
    layers: [
      {
        mark: "heatmap",
        x: names,
        y: names,
        z: cosines,
        text: cosines.map((row) => row.map((value) => value.toFixed(2))),
        scale: "diverging",
        range: [-1, 1],
        fromTop: true,
      },
    ],
  };
}

function normPlot({ weightNorms: { update, norm, maxNorm } }: RunDiagnostics): Plot {
  const limit: readonly PlotLayer[] =
    maxNorm === undefined
      ? []
      : [
          {
            mark: "line",
            name: "radius r",
            color: limitColor,
            dashed: true,
            x: update,
            y: update.map(() => maxNorm),
          },
        ];
  // From 0: on the ball only rounding moves the norm.
  const high = [...norm.filter(Number.isFinite), maxNorm ?? 0].reduce((a, b) => Math.max(a, b), 0);
  return {
    ...size,
    title: "Norm of the weights",
    x: updates,
    y: { label: "norm", ...(high > 0 && { range: [0, 1.15 * high] as const }) },
    layers: [
      { mark: "line", name: "norm", color: pieceColor(2), points: true, x: update, y: norm },
      ...limit,
    ],
  };
}

function interpolationPlot({ interpolation }: RunDiagnostics): Plot {
  const { call, loss, isPlateau } = interpolation;
  return {
    ...size,
    title: isPlateau
      ? "Interpolation: STALLED above the bound"
      : "Interpolation: loss above the bound",
    x: { label: "minibatch" },
    y: { label: "loss - lower bound", log: true },
    layers: [
      { mark: "line", name: "minibatches", color: "#c9c9c9", x: call, y: positive(loss) },
      { mark: "line", name: "smoothed", color: pieceColor(3), x: call, y: smooth(positive(loss)) },
    ],
  };
}

/** Exponential mean over about 2 % of the curve. */
function smooth(values: readonly number[]): readonly number[] {
  const share = 1 / Math.max(1, values.length / 50);
  let mean = Number.NaN;
  return values.map((value) => {
    if (Number.isFinite(value)) {
      mean = Number.isNaN(mean) ? value : mean + share * (value - mean);
    }
    return mean;
  });
}

/** Values a logarithmic axis can show; the others leave a gap. */
function positive(values: readonly number[]): readonly number[] {
  return values.map((value) => (value > 0 ? value : Number.NaN));
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}
