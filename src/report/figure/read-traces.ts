import {
  barMark,
  heatmapMark,
  histogramMark,
  lineMark,
  type Mark,
  type Place,
  scatterMark,
} from "./marks.ts";
import type { AxisOptions, PlotlyObject } from "./options.ts";
import type { FrameOptions } from "./traces.ts";

/** The marks of those Plotly traces that have one; the others are left out. */
export function readTraces(data: readonly PlotlyObject[]): readonly Mark[] {
  return data.map(readTrace).filter((mark) => mark !== undefined);
}

function readTrace(trace: PlotlyObject, index: number): Mark | undefined {
  const marker = objectAt(trace, "marker");
  const color = textAt(objectAt(trace, "line"), "color") ?? textAt(marker, "color");
  const name = textAt(trace, "name");
  const series = { ...(name !== undefined && { name }), ...(color !== undefined && { color }) };
  const x = placesAt(trace, "x");
  const y = numbersAt(trace, "y");
  const places = x?.length === y?.length ? x : undefined;
  const points = { ...series, ...(places && { x: places }) };
  switch (trace["type"] ?? "scatter") {
    case "scatter":
    case "scattergl": {
      if (y === undefined) return undefined;
      const mode = textAt(trace, "mode") ?? "lines";
      if (!mode.includes("lines")) return scatterMark({ ...points, y }, index);
      const dashed = (textAt(objectAt(trace, "line"), "dash") ?? "solid") !== "solid";
      return lineMark({ ...points, y, dashed, points: mode.includes("markers") }, index);
    }
    case "bar":
      return y && barMark({ ...series, x: places ?? Array.from(y, (_, i) => i), y }, index);
    case "histogram": {
      const values = numbersAt(trace, "x");
      return values && histogramMark({ ...series, values }, index);
    }
    case "heatmap":
      return readHeatmap(trace);
    default:
      return undefined;
  }
}

function readHeatmap(trace: PlotlyObject): Mark | undefined {
  const { z } = trace;
  if (!Array.isArray(z)) return undefined;
  const rows = z.map(toNumbers).filter((row) => row !== undefined);
  const x = placesAt(trace, "x");
  const y = placesAt(trace, "y");
  const isWhole = rows.length === z.length && rows.every((row) => row.length === rows[0]?.length);
  if (!isWhole) return undefined;
  return heatmapMark({
    z: rows,
    ...(x && x.length === rows[0]?.length && { x }),
    ...(y && y.length === rows.length && { y }),
  });
}

/** Title, axes and size from a Plotly layout. */
export function readLayout(layout: PlotlyObject): FrameOptions {
  const { width, height } = layout;
  return {
    title: titleOf(layout),
    x: readAxis(objectAt(layout, "xaxis")),
    y: readAxis(objectAt(layout, "yaxis")),
    width: typeof width === "number" ? width : 640,
    height: typeof height === "number" ? height : 400,
  };
}

function readAxis(axis: PlotlyObject): AxisOptions {
  const log = axis["type"] === "log";
  const [first, last] = numbersAt(axis, "range") ?? [];
  const range = first !== undefined && last !== undefined ? ([first, last] as const) : undefined;
  return {
    label: titleOf(axis),
    log,
    // On a logarithmic axis Plotly gives the exponents.
    ...(range && { range: log ? [10 ** range[0], 10 ** range[1]] : range }),
  };
}

function titleOf(owner: PlotlyObject): string {
  return textAt(owner, "title") ?? textAt(objectAt(owner, "title"), "text") ?? "";
}

function objectAt(owner: PlotlyObject, key: string): PlotlyObject {
  const value = owner[key];
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function textAt(owner: PlotlyObject, key: string): string | undefined {
  const value = owner[key];
  return typeof value === "string" ? value : undefined;
}

function numbersAt(owner: PlotlyObject, key: string): number[] | undefined {
  return toNumbers(owner[key]);
}

function placesAt(owner: PlotlyObject, key: string): Place[] | undefined {
  return toList(owner[key])?.map((value) => (typeof value === "number" ? value : String(value)));
}

function toNumbers(value: unknown): number[] | undefined {
  // Plotly writes a gap as null.
  return toList(value)?.map((entry) => (typeof entry === "number" ? entry : Number.NaN));
}

function toList(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return undefined;
  // All other views are lists of numbers.
  return Array.from(value as Float64Array);
}
