import type * as Plot from "@observablehq/plot";
import type { BarMark, ErrorBars, HistogramMark, LineMark, Mark, ScatterMark } from "./marks.ts";
import { leastDistance, type Positions } from "./positions.ts";
import { drawContour } from "./svg-contour.ts";
import { thinOut } from "./thin-out.ts";

/** What the drawing of one mark must know of the whole figure. */
export interface SvgContext {
  readonly plot: typeof Plot;
  readonly x: Positions;
  /** All bar series, for their places side by side. */
  readonly bars: readonly BarMark[];
  /** Where bars start. */
  readonly base: number;
}

/** Points that a static picture can tell apart, of one series. */
const maxPoints = 1500;

/** The layers that draw a mark; none for a matrix, which is drawn beneath. */
export function drawMark(mark: Mark, context: SvgContext): readonly Plot.Markish[] {
  switch (mark.kind) {
    case "line":
      return drawLine(mark, context);
    case "scatter":
      return drawScatter(mark, context);
    case "bar":
      return drawBars(mark, context);
    case "histogram":
      return [drawHistogram(mark, context)];
    case "heatmap":
      return [];
    case "contour":
      return drawContour(mark, context);
  }
}

function drawLine(mark: LineMark, { plot, x }: SvgContext): readonly Plot.Markish[] {
  const { color, band, dashed } = mark;
  const kept = thinOut(mark.y, maxPoints);
  const rows = kept.map((i) => ({
    x: x.at(mark.x[i]!),
    y: mark.y[i],
    low: band?.low[i],
    high: band?.high[i],
  }));
  const line = plot.lineY(rows, {
    x: "x",
    y: "y",
    stroke: color,
    strokeWidth: 2,
    ...(dashed && { strokeDasharray: "6 4" }),
  });
  const shade = { x: "x", y1: "low", y2: "high", fill: color, fillOpacity: mark.shade };
  return [
    ...(band === undefined ? [] : [plot.areaY(rows, shade)]),
    line,
    ...(mark.points ? [plot.dot(rows, { x: "x", y: "y", fill: color, r: 3 })] : []),
  ];
}

function drawScatter(mark: ScatterMark, { plot, x }: SvgContext): readonly Plot.Markish[] {
  const { y, color, error, size } = mark;
  const rows = thinOut(y, maxPoints).map((i) => ({
    x: x.at(mark.x[i]!),
    y: y[i]!,
    ...reach(error, i),
  }));
  return [
    ...drawErrors(plot, rows, color),
    plot.dot(rows, { x: "x", y: "y", fill: color, r: size / 2 }),
  ];
}

function drawBars(mark: BarMark, { plot, x, bars, base }: SvgContext): readonly Plot.Markish[] {
  const all = bars.flatMap((bar) => bar.x.map(x.at));
  // A fifth of the distance is left between the groups.
  const width = (0.8 * leastDistance(all)) / bars.length;
  const shift = (bars.indexOf(mark) - (bars.length - 1) / 2) * width;
  const rows = mark.y.map((y, i) => {
    const center = x.at(mark.x[i]!) + shift;
    return {
      x: center,
      x1: center - width / 2,
      x2: center + width / 2,
      y,
      base,
      ...reach(mark.error, i),
    };
  });
  return [
    plot.rectY(rows, { x1: "x1", x2: "x2", y1: "base", y2: "y", fill: mark.color }),
    ...(mark.y.some((y) => y < 0) ? [plot.ruleY([0], { stroke: "#888" })] : []),
    ...drawErrors(plot, rows, "#333"),
  ];
}

function drawHistogram(mark: HistogramMark, { plot, base }: SvgContext): Plot.Markish {
  const { start, width, counts, color } = mark;
  const rows = counts.map((y, i) => ({
    x1: start + i * width,
    x2: start + (i + 1) * width,
    y,
    base,
  }));
  return plot.rectY(rows, {
    x1: "x1",
    x2: "x2",
    y1: "base",
    y2: "y",
    fill: color,
    fillOpacity: 0.65,
  });
}

interface ErrorRow {
  readonly x: number;
  readonly y: number;
  readonly below: number | undefined;
  readonly above: number | undefined;
}

function reach(error: ErrorBars | undefined, i: number) {
  return { below: error?.below[i], above: error?.above[i] };
}

function drawErrors(plot: typeof Plot, rows: readonly ErrorRow[], color: string): Plot.Markish[] {
  const bars = rows.flatMap(({ x, y, below, above }) =>
    below === undefined || above === undefined ? [] : [{ x, low: y - below, high: y + above }],
  );
  if (bars.length === 0) return [];
  const options = { x: "x", y1: "low", y2: "high", stroke: color, strokeWidth: 1.5 };
  return [plot.ruleX(bars, { ...options, marker: "tick" })];
}
