import type { PlotlyFigure, PlotlyObject } from "../figure/options.ts";
import {
  describeValue,
  type RadarChart,
  type RadarCurve,
  ringText,
  ringValues,
  shownInterval,
} from "./chart.ts";
import { lineWidth } from "./curve-style.ts";
import { labelGap, type RadarPlace } from "./place.ts";

/** A radar plot in Plotly's own words. */
export function radarPlotly(chart: RadarChart, place: RadarPlace): PlotlyFigure {
  // Fills first: they would dim the curves beneath them.
  const fills = chart.curves.flatMap((curve) => fillTraces(chart, curve));
  const curves = chart.curves.map((curve) => curveTrace(chart, curve));
  const data = [...fills, ...chanceTraces(chart), ...curves];
  return { data, layout: radarLayout(chart, place), config: { displaylogo: false } };
}

function fillTraces(chart: RadarChart, curve: RadarCurve): readonly PlotlyObject[] {
  const isWhole = curve.values.every(Number.isFinite);
  const area = { ...closed(chart, curve.values), opacity: 0.05 };
  const band = { ...bandOutline(chart, curve), opacity: 0.18 };
  const fills = [...(isWhole ? [area] : []), ...(curve.band === undefined ? [] : [band])];
  return fills.map((fill) => ({
    type: "scatterpolar",
    mode: "lines",
    ...fill,
    fill: "toself",
    fillcolor: curve.color,
    line: { width: 0 },
    hoverinfo: "skip",
    showlegend: false,
    legendgroup: curve.name,
  }));
}

function curveTrace(chart: RadarChart, curve: RadarCurve): PlotlyObject {
  const { color, name, style, values } = curve;
  const notes = chart.axes.map((axis, i) => `${axis}: ${describeValue(chart, curve, i)}`);
  return {
    type: "scatterpolar",
    mode: "lines+markers",
    ...closed(chart, values),
    name,
    legendgroup: name,
    showlegend: name !== "",
    line: { color, width: lineWidth, dash: dashText(style.dash) },
    marker: { color, size: style.size, symbol: style.symbol, line: { color: "white", width: 1 } },
    customdata: closedList(notes),
    hovertemplate: "%{customdata}<extra>%{fullData.name}</extra>",
  };
}

function chanceTraces(chart: RadarChart): readonly PlotlyObject[] {
  const { chance } = chart;
  if (chance === undefined) return [];
  const ring = closed(
    chart,
    chart.axes.map(() => chance),
  );
  const line = { color: "#666", width: 1.5, dash: "4px,4px" };
  const shown = { name: "chance", showlegend: true, hoverinfo: "skip", legendrank: 1001 };
  return [{ type: "scatterpolar", mode: "lines", ...ring, line, ...shown }];
}

/** Around and back to the first axis. */
function closed({ axes }: RadarChart, values: readonly number[]): PlotlyObject {
  const gapsAsNull = values.map((value) => (Number.isFinite(value) ? value : null));
  return { theta: closedList(axes), r: closedList(gapsAsNull) };
}

function closedList<T>(list: readonly T[]): readonly T[] {
  return [...list, ...list.slice(0, 1)];
}

/** A quadrangle between each two neighbouring axes that both have an interval. */
function bandOutline(chart: RadarChart, curve: RadarCurve): PlotlyObject {
  const { axes } = chart;
  const corners = axes.flatMap((axis, i) => {
    const next = (i + 1) % axes.length;
    const [here, there] = [shownInterval(chart, curve, i), shownInterval(chart, curve, next)];
    if (here === undefined || there === undefined) return [];
    const theta = axes[next]!;
    return [
      { theta: axis, r: here[0] },
      { theta, r: there[0] },
      { theta, r: there[1] },
      { theta: axis, r: here[1] },
      { theta: axis, r: null },
    ];
  });
  return { theta: corners.map(({ theta }) => theta), r: corners.map(({ r }) => r) };
}

function dashText(dash: readonly number[] | undefined): string {
  return dash === undefined ? "solid" : dash.map((length) => `${length}px`).join(",");
}

const margin = 8;

function radarLayout(chart: RadarChart, place: RadarPlace): PlotlyObject {
  const { title, width, height, axes, max } = chart;
  const rings = ringValues(chart);
  return {
    ...(title !== "" && {
      title: {
        text: title,
        x: 0,
        xanchor: "left",
        xref: "paper",
        y: 1,
        yanchor: "top",
        yref: "container",
        pad: { t: 12 },
        font: { size: 16 },
      },
    }),
    width,
    height,
    paper_bgcolor: "white",
    plot_bgcolor: "white",
    font: { family: "system-ui, sans-serif", size: 12, color: "#222" },
    margin: { l: margin, r: margin, t: margin, b: margin },
    legend: {
      bgcolor: "#ffffff00",
      orientation: "h",
      tracegroupgap: 0,
      indentation: -5,
      x: 0,
      y: 1 - (title === "" ? 0 : 28) / (height - 2 * margin),
      yanchor: "top",
    },
    polar: {
      domain: polarDomain(chart, place),
      gridshape: "linear",
      angularaxis: {
        type: "category",
        categoryorder: "array",
        categoryarray: axes,
        period: axes.length,
        direction: "clockwise",
        rotation: 90,
        tickmode: "array",
        tickvals: axes,
        ticktext: place.labels.map(({ lines }) => lines.join("<br>")),
        ticks: "outside",
        ticklen: labelGap - 3,
        tickcolor: "#ffffff00",
        gridcolor: "#ccc",
        linecolor: "#888",
      },
      radialaxis: {
        range: [0, max],
        angle: 90,
        tickangle: 90,
        side: "counterclockwise",
        tickvals: rings,
        ticktext: rings.map(ringText),
        tickfont: { size: 10, color: "#555" },
        ticks: "",
        showline: false,
        gridcolor: "#e0e0e0",
        layer: "below traces",
      },
    },
  };
}

/** The square around the rim, as shares of the picture within its margins. */
function polarDomain({ width, height }: RadarChart, { centerX, centerY, radius }: RadarPlace) {
  const [innerWidth, innerHeight] = [width - 2 * margin, height - 2 * margin];
  const share = (pixels: number, inner: number) =>
    Math.min(1, Math.max(0, (pixels - margin) / inner));
  return {
    x: [share(centerX - radius, innerWidth), share(centerX + radius, innerWidth)],
    y: [1 - share(centerY + radius, innerHeight), 1 - share(centerY - radius, innerHeight)],
  };
}
