import { matrixColors, scaleStops } from "./color-scale.ts";
import type { ContourMark } from "./contour-mark.ts";
import { type HeatmapMark, type LineMark, type Mark, palette } from "./marks.ts";
import type { AxisOptions, PlotlyObject } from "./options.ts";
import { createPositions, placesOf } from "./positions.ts";

/** A figure's options, complete. */
export interface FrameOptions {
  readonly title: string;
  readonly x: AxisOptions;
  readonly y: AxisOptions;
  readonly width: number;
  readonly height: number;
}

/** The traces that draw a mark in Plotly. */
export function toTraces(mark: Mark): readonly PlotlyObject[] {
  switch (mark.kind) {
    case "line":
      return [...bandTraces(mark), lineTrace(mark)];
    case "scatter": {
      const marker = { color: mark.color, size: mark.size };
      return [{ type: "scatter", mode: "markers", ...points(mark), ...series(mark), marker }];
    }
    case "bar":
      return [{ type: "bar", ...points(mark), ...series(mark), marker: { color: mark.color } }];
    case "histogram": {
      const { start, width, counts, color } = mark;
      const x = counts.map((_, i) => start + (i + 0.5) * width);
      const bars = { type: "bar", x, y: counts, width, offset: -width / 2, opacity: 0.65 };
      return [{ ...bars, ...series(mark), marker: { color } }];
    }
    case "heatmap":
      return [heatmapTrace(mark)];
    case "contour":
      return [contourTrace(mark)];
  }
}

function series({ name }: { readonly name: string }): PlotlyObject {
  return { name, showlegend: name !== "" };
}

function points(mark: Extract<Mark, { readonly x: unknown[] }>): PlotlyObject {
  const error = "error" in mark ? mark.error : undefined;
  if (error === undefined) return { x: mark.x, y: mark.y };
  const ends = { symmetric: false, array: error.above, arrayminus: error.below };
  return { x: mark.x, y: mark.y, error_y: { type: "data", ...ends, thickness: 1.5 } };
}

function lineTrace(mark: LineMark): PlotlyObject {
  const line = { color: mark.color, width: 2, dash: mark.dashed ? "dash" : "solid" };
  const mode = mark.points ? "lines+markers" : "lines";
  return { type: "scatter", mode, ...points(mark), ...series(mark), line, legendgroup: mark.name };
}

/** The band as a polygon: forth along the low edge, back along the high one. */
function bandTraces({ name, color, x, band, shade }: LineMark): readonly PlotlyObject[] {
  if (band === undefined) return [];
  const { low, high } = band;
  const forth = [...x.keys()].filter((i) => Number.isFinite(low[i]) && Number.isFinite(high[i]));
  const back = forth.toReversed();
  return [
    {
      type: "scatter",
      mode: "lines",
      x: [...forth, ...back].map((i) => x[i]),
      y: [...forth.map((i) => low[i]), ...back.map((i) => high[i])],
      fill: "toself",
      fillcolor: color,
      opacity: shade,
      line: { width: 0 },
      hoverinfo: "skip",
      showlegend: false,
      legendgroup: name,
    },
  ];
}

function heatmapTrace(mark: HeatmapMark): PlotlyObject {
  const { x, y, z, label, text, isImage } = mark;
  const { stops, low, high } = matrixColors(mark);
  return {
    type: "heatmap",
    x,
    y,
    z,
    ...(text && { text, texttemplate: "%{text}" }),
    zmin: low,
    zmax: high,
    colorscale: toColorscale(stops),
    showscale: !isImage,
    colorbar: { title: { text: label } },
  };
}

/** Plotly's levels are at equal distances: it gets the heights in counts of levels. */
function contourTrace({ x, y, z, heights, levels, scale, label }: ContourMark): PlotlyObject {
  const last = levels.length - 1;
  const ticks = [0, Math.round(last / 2), last];
  return {
    type: "contour",
    x,
    y,
    z: heights,
    text: z.map((row) => row.map((value) => value.toPrecision(3))),
    hovertemplate: `%{x:.3g}, %{y:.3g}: %{text}<extra>${label}</extra>`,
    contours: { start: 0, end: last, size: 1 },
    line: { color: "#8d99a8", width: 0.5 },
    zmin: 0,
    zmax: last,
    colorscale: toColorscale(scaleStops(scale)),
    showscale: label !== "",
    colorbar: {
      title: { text: label },
      tickvals: ticks,
      ticktext: ticks.map((tick) => String(Number(levels[tick]!.toPrecision(2)))),
    },
  };
}

function toColorscale(stops: readonly string[]) {
  return stops.map((color, i) => [i / (stops.length - 1), color]);
}

/** Plotly's layout for a figure of these marks. */
export function toLayout(frame: FrameOptions, marks: readonly Mark[]): PlotlyObject {
  const { title, width, height } = frame;
  const matrix = marks.find((mark) => mark.kind === "heatmap");
  const isImage = matrix?.isImage === true;
  const hasBars = marks.some((mark) => mark.kind === "bar");
  const hasFalls = marks.some((mark) => mark.kind === "bar" && mark.y.some((y) => y < 0));
  return {
    ...(title !== "" && { title: { text: title, xref: "paper", x: 0, xanchor: "left" } }),
    width,
    height,
    colorway: [...palette],
    paper_bgcolor: "white",
    plot_bgcolor: "white",
    font: { family: "system-ui, sans-serif", size: 12, color: "#222" },
    margin: { l: 64, r: 24, t: title === "" ? 32 : 64, b: 52 },
    legend: { bgcolor: "#ffffff00", ...legendPlace(marks, width) },
    barmode: hasBars ? "group" : "overlay",
    hovermode: "closest",
    xaxis: { ...toAxis(frame.x), ...axisType(marks, "x"), visible: !isImage },
    yaxis: {
      ...toAxis(frame.y),
      ...axisType(marks, "y"),
      visible: !isImage,
      ...(hasFalls && { zeroline: true, zerolinecolor: "#888" }),
      ...(matrix?.fromTop && { autorange: "reversed" }),
      ...(isImage && { scaleanchor: "x", constrain: "domain" }),
    },
  };
}

/** Names stay names: left to itself Plotly reads `"0.1"` as a number. */
function axisType(marks: readonly Mark[], axis: "x" | "y"): PlotlyObject {
  const { categories } = createPositions(placesOf(marks, axis));
  return categories === undefined ? {} : { type: "category" };
}

// Above the plot, where a row is enough; more rows would run into the title.
function legendPlace(marks: readonly Mark[], width: number): PlotlyObject {
  const [PIXELS_PER_LETTER, PIXELS_PER_SYMBOL, MARGINS] = [7, 45, 88];
  const names = marks.flatMap((mark) => ("name" in mark && mark.name !== "" ? [mark.name] : []));
  const row = names.reduce((sum, { length }) => sum + PIXELS_PER_LETTER * length, 0);
  const fits = row + PIXELS_PER_SYMBOL * names.length <= width - MARGINS;
  if (names.length > 4 || (names.length > 1 && !fits)) return { x: 1.02, y: 1 };
  return { orientation: "h", x: 0, y: 1.01, yanchor: "bottom" };
}

function toAxis({ label = "", log = false, range }: AxisOptions): PlotlyObject {
  return {
    title: { text: label },
    ...(log && { type: "log" }),
    // On a logarithmic axis Plotly takes the exponents.
    ...(range && { range: log ? range.map(Math.log10) : range }),
    exponentformat: "power",
    automargin: true,
    gridcolor: "#e5e5e5",
    linecolor: "#888",
    mirror: true,
    zeroline: false,
  };
}
