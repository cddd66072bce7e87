import { createRequire } from "node:module";
import type * as Plot from "@observablehq/plot";
import type * as Linkedom from "linkedom";
import { escapeMarkup } from "../../core/markup.ts";
import type { ContourMark } from "./contour-mark.ts";
import type { HeatmapMark, Mark } from "./marks.ts";
import type { AxisOptions } from "./options.ts";
import { cellBorders, createPositions, type Positions, placesOf } from "./positions.ts";
import { contourColorBar } from "./svg-contour.ts";
import { drawLegend } from "./svg-legend.ts";
import { drawMark } from "./svg-marks.ts";
import { type ColorBar, drawColorBar, drawMatrix, matrixColorBar } from "./svg-matrix.ts";
import type { FrameOptions } from "./traces.ts";

/** Draws marks as a static SVG document on white, with title, legend and axes. */
export function toSvg(frame: FrameOptions, marks: readonly Mark[]): string {
  const { width, height, title } = frame;
  const titleHeight = title === "" ? 8 : 36;
  const legend = drawLegend(marks, { x: margin.left, y: titleHeight, width: width - margin.left });
  const top = titleHeight + legend.height;
  const heading = `<text x="${margin.left}" y="24" font-size="16" font-weight="600">${escapeMarkup(title)}</text>`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="system-ui, sans-serif" font-size="12" fill="#222" style="max-width:100%;height:auto">` +
    `<rect width="${width}" height="${height}" fill="white"/>` +
    (title === "" ? "" : heading) +
    legend.svg +
    `<g transform="translate(0,${top})">${drawPlot(frame, marks, height - top)}</g></svg>`
  );
}

const margin = { left: 64, right: 20, top: 16, bottom: 48 };
/** Room at the right for the bar of a matrix's colours. */
const colorBarWidth = 72;

function drawPlot(frame: FrameOptions, marks: readonly Mark[], height: number): string {
  const { plot, document } = loadPlot();
  const matrix = marks.find((mark) => mark.kind === "heatmap");
  const x = createPositions(placesOf(marks, "x"));
  const y = createPositions(placesOf(marks, "y"));
  const field = marks.find((mark) => mark.kind === "contour");
  const colorBar = colorBarOf(matrix, field);
  const box = fitBox({ width: frame.width, height }, matrix, colorBar);
  const bars = marks.filter((mark) => mark.kind === "bar");
  const context = { plot, x, bars, base: frame.y.log ? leastPositive(marks) : 0 };
  const xBorders = cellBorders((matrix?.x ?? []).map(x.at));
  const yBorders = cellBorders((matrix?.y ?? []).map(y.at));
  const isFilled =
    matrix !== undefined ||
    field !== undefined ||
    marks.some((mark) => "counts" in mark) ||
    bars.length > 0;
  const element = plot.plot({
    document,
    ...box,
    x: { ...toScale(frame.x, x, (matrix && xBorders) ?? field?.x), inset: isFilled ? 0 : 8 },
    y: {
      ...toScale(frame.y, y, (matrix && yBorders) ?? field?.y),
      insetTop: matrix || field ? 0 : 8,
      insetBottom: isFilled ? 0 : 8,
      reverse: matrix?.fromTop === true,
    },
    grid: matrix === undefined && field === undefined,
    clip: true, // a given range leaves points out
    ...(matrix?.isImage && { axis: null }),
    marks: [
      plot.frame({ stroke: "#888" }),
      ...inDrawingOrder(marks).flatMap((mark) => drawMark(mark, context)),
    ],
    style: { fontSize: "11px" },
  });
  // Plot counts its clip paths; a name by their shape is the same with every run, and equal names
  // of several pictures on a page mean equal shapes.
  const svg = element.outerHTML.replaceAll(
    /plot-clip-\d+/g,
    `clip-${Object.values(box).join("-")}`,
  );
  const { marginTop, marginBottom, marginRight, width } = box;
  const barBox = { x: width - marginRight + 12, top: marginTop, bottom: box.height - marginBottom };
  const scale = colorBar === undefined ? "" : drawColorBar(colorBar, barBox);
  if (matrix === undefined) return svg + scale;
  const toPixels = (axis: "x" | "y", borders: readonly number[]) =>
    borders.map((border) => Number(element.scale(axis)?.apply(border)));
  const place = { x: toPixels("x", xBorders), y: toPixels("y", yBorders) };
  return drawMatrix(matrix, place) + svg + scale;
}

function colorBarOf(
  matrix: HeatmapMark | undefined,
  field: ContourMark | undefined,
): ColorBar | undefined {
  if (matrix !== undefined) return matrix.isImage ? undefined : matrixColorBar(matrix);
  return field === undefined || field.label === "" ? undefined : contourColorBar(field);
}

/** Contours and bars below lines and points, as Plotly draws them. */
function inDrawingOrder(marks: readonly Mark[]): readonly Mark[] {
  const isFilled = ({ kind }: Mark) => kind === "contour" || kind === "bar" || kind === "histogram";
  return [...marks.filter(isFilled), ...marks.filter((mark) => !isFilled(mark))];
}

/** Size and margins; those of a picture leave a box of its own proportions. */
function fitBox(
  { width, height }: { readonly width: number; readonly height: number },
  matrix: HeatmapMark | undefined,
  colorBar: ColorBar | undefined,
) {
  const right = margin.right + (colorBar === undefined ? 0 : colorBarWidth);
  const inner = { width: width - margin.left - right, height: height - margin.top - margin.bottom };
  const spare = { x: 0, y: 0 };
  if (matrix?.isImage === true) {
    const [columns, rows] = [matrix.x.length, matrix.y.length];
    const side = Math.min(inner.width / columns, inner.height / rows);
    spare.x = inner.width - side * columns;
    spare.y = inner.height - side * rows;
  }
  return {
    width,
    height,
    marginLeft: margin.left,
    marginTop: margin.top,
    marginRight: right + spare.x,
    marginBottom: margin.bottom + spare.y,
  };
}

function toScale(
  { label = "", log = false, range }: AxisOptions,
  { categories }: Positions,
  borders: readonly number[] | undefined,
): Plot.ScaleOptions {
  const ends = borders && [Math.min(...borders), Math.max(...borders)];
  const domain = range ?? ends ?? (categories && [-0.5, categories.length - 0.5]);
  return {
    type: log ? "log" : "linear",
    label: label === "" ? null : label,
    labelAnchor: "center",
    labelArrow: "none",
    ...(domain && { domain: [...domain] }),
    ...(log && { tickFormat: shortNumber }),
    ...(categories && categoryTicks(categories)),
  };
}

/** Narrow enough for the margin: `0.01`, `1e-5`. */
function shortNumber(value: number): string {
  const isPlain = value >= 1e-3 && value < 1e4;
  return isPlain ? String(Number(value.toPrecision(3))) : value.toExponential().replace("e+", "e");
}

function categoryTicks(categories: readonly string[]): Plot.ScaleOptions {
  const isLong = categories.join("").length * 7 > 480;
  return {
    ticks: [...categories.keys()],
    tickFormat: (i: number) => categories[i] ?? "",
    grid: false,
    ...(isLong && { tickRotate: -30 }),
  };
}

/** Where bars start on a logarithmic axis, which has no zero: below the least of them. */
function leastPositive(marks: readonly Mark[]): number {
  const values = marks.flatMap((mark) =>
    "counts" in mark ? mark.counts : "color" in mark ? mark.y : [],
  );
  const least = values.filter((value) => value > 0).reduce((a, b) => Math.min(a, b), 1);
  return least / 2;
}

interface PlotTools {
  readonly plot: typeof Plot;
  readonly document: ReturnType<typeof Linkedom.parseHTML>["document"];
}

let tools: PlotTools | undefined;

/** Loads the drawing libraries, which takes some 0.3 s, when the first figure needs them. */
function loadPlot(): PlotTools {
  const require = createRequire(import.meta.url);
  tools ??= {
    // `require` has no types: these are the packages' own.
    plot: require("@observablehq/plot") as typeof Plot,
    document: (require("linkedom") as typeof Linkedom).parseHTML("<html></html>").document,
  };
  return tools;
}
