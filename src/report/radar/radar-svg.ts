import { escapeMarkup } from "../../core/markup.ts";
import { type Legend, type LegendEntry, layOutLegend, swatchWidth } from "../figure/svg-legend.ts";
import { type RadarChart, type RadarCurve, ringText, ringValues, shownInterval } from "./chart.ts";
import { lineWidth, markerPath } from "./curve-style.ts";
import { type AxisLabel, labelGap, lineHeight, type RadarPlace } from "./place.ts";

/** Draws a radar plot as a static SVG document on white; `description` is read aloud in its place. */
export function radarSvg(chart: RadarChart, place: RadarPlace, description: string): string {
  const { width, height, title } = chart;
  const heading = `<text x="${left}" y="24" font-size="16" font-weight="600">${escapeMarkup(title)}</text>`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="system-ui, sans-serif" font-size="12" fill="#222" style="max-width:100%;height:auto" ` +
    `role="img" aria-label="${escapeMarkup(description)}">` +
    `<rect width="${width}" height="${height}" fill="white"/>` +
    (title === "" ? "" : heading) +
    radarLegend(chart).svg +
    drawNet(chart, place) +
    drawChance(chart, place) +
    chart.curves.map((curve) => drawFills(chart, place, curve)).join("") +
    chart.curves.map((curve) => drawCurve(chart, place, curve)).join("") +
    drawRingLabels(chart, place) +
    place.labels.map((label) => drawLabel(label, place)).join("") +
    `</svg>`
  );
}

const left = 12;

/** Height of what stands above the plot: title and legend. */
export function headHeight(chart: RadarChart): number {
  return titleHeight(chart) + radarLegend(chart).height + 4;
}

function titleHeight({ title }: RadarChart): number {
  return title === "" ? 8 : 36;
}

function radarLegend(chart: RadarChart): Legend {
  const curves = chart.curves.map((curve) => ({
    name: curve.name,
    drawSwatch: (x: number, y: number) => drawSwatch(curve, x, y),
  }));
  const chance: LegendEntry = {
    name: chart.chance === undefined ? "" : "chance",
    drawSwatch: (x, y) => `<path d="M${x} ${y}h${swatchWidth}" ${chanceStroke}/>`,
  };
  const box = { x: left, y: titleHeight(chart), width: chart.width - left };
  return layOutLegend([...curves, chance], box);
}

function drawSwatch(curve: RadarCurve, x: number, y: number): string {
  const marker = markerPath(curve.style, x + swatchWidth / 2, y);
  return `<path d="M${x} ${y}h${swatchWidth}" ${stroke(curve)}/><path d="${marker}" ${filling(curve)}/>`;
}

const chanceStroke = 'fill="none" stroke="#666" stroke-width="1.5" stroke-dasharray="4 4"';

function stroke({ color, style: { dash } }: RadarCurve): string {
  const dashes = dash === undefined ? "" : ` stroke-dasharray="${dash.join(" ")}"`;
  return `fill="none" stroke="${escapeMarkup(color)}" stroke-width="${lineWidth}"${dashes}`;
}

function filling({ color }: RadarCurve): string {
  return `fill="${escapeMarkup(color)}" stroke="white"`;
}

/** Spokes and rings. */
function drawNet(chart: RadarChart, place: RadarPlace): string {
  const { max, axes } = chart;
  const rings = ringValues(chart).map((value) => {
    const color = value === max ? "#888" : "#ddd";
    return `<path d="${ring(chart, place, value)}" fill="none" stroke="${color}"/>`;
  });
  const center = `M${short(place.centerX)} ${short(place.centerY)}`;
  const spokes = axes.map((_, axis) => `${center}L${point(chart, place, axis, max)}`);
  return `${rings.join("")}<path d="${spokes.join("")}" stroke="#ccc"/>`;
}

function drawChance(chart: RadarChart, place: RadarPlace): string {
  const { chance } = chart;
  return chance === undefined ? "" : `<path d="${ring(chart, place, chance)}" ${chanceStroke}/>`;
}

function drawFills(chart: RadarChart, place: RadarPlace, curve: RadarCurve): string {
  const color = escapeMarkup(curve.color);
  const isWhole = curve.values.every(Number.isFinite);
  const at = (axis: number, value: number) => point(chart, place, axis, value);
  const area = `M${curve.values.map((value, axis) => at(axis, value)).join("L")}Z`;
  const band = chart.axes.map((_, axis) => {
    const next = (axis + 1) % chart.axes.length;
    const [here, there] = [shownInterval(chart, curve, axis), shownInterval(chart, curve, next)];
    if (here === undefined || there === undefined) return "";
    const corners = [at(axis, here[0]), at(next, there[0]), at(next, there[1]), at(axis, here[1])];
    return `M${corners.join("L")}Z`;
  });
  return (
    (isWhole ? `<path d="${area}" fill="${color}" fill-opacity="0.05"/>` : "") +
    (curve.band === undefined
      ? ""
      : `<path d="${band.join("")}" fill="${color}" fill-opacity="0.18"/>`)
  );
}

function drawCurve(chart: RadarChart, place: RadarPlace, curve: RadarCurve): string {
  const { values, style } = curve;
  const isKnown = (axis: number) => Number.isFinite(values[axis]);
  const at = (axis: number) => point(chart, place, axis, values[axis]!);
  const axes = [...values.keys()];
  // In one piece where it can be, so that dashes go on around the corners.
  const path = axes.every(isKnown)
    ? `M${axes.map(at).join("L")}Z`
    : axes
        .map((axis) => [axis, (axis + 1) % axes.length] as const)
        .filter((ends) => ends.every(isKnown))
        .map((ends) => `M${ends.map(at).join("L")}`)
        .join("");
  const markers = axes.filter(isKnown).map((axis) => {
    const [x, y] = pixels(chart, place, axis, values[axis]!);
    return markerPath(style, short(x), short(y));
  });
  return `<path d="${path}" ${stroke(curve)} stroke-linejoin="round"/><path d="${markers.join("")}" ${filling(curve)}/>`;
}

/** Beside the first spoke, readable also where a curve runs under them. */
function drawRingLabels(chart: RadarChart, place: RadarPlace): string {
  const labels = ringValues(chart).map((value) => {
    const [x, y] = pixels(chart, place, 0, value);
    return `<text x="${short(x - 4)}" y="${short(y)}" dy="1.1em">${ringText(value)}</text>`;
  });
  return `<g text-anchor="end" font-size="10" fill="#555" stroke="white" stroke-width="3" paint-order="stroke">${labels.join("")}</g>`;
}

function drawLabel({ lines, angle }: AxisLabel, { centerX, centerY, radius }: RadarPlace): string {
  const [right, down] = [Math.sin(angle), -Math.cos(angle)];
  const x = short(centerX + right * (radius + labelGap));
  const isMiddle = Math.abs(right) < 0.1;
  const anchor = isMiddle ? "middle" : right > 0 ? "start" : "end";
  // The block of lines stands beyond the rim: above it at the top, beside it at the side.
  const middle =
    centerY + down * (radius + labelGap) + (isMiddle ? (down * lines.length * lineHeight) / 2 : 0);
  const rows = lines.map((line, i) => {
    const y = short(middle + (i - (lines.length - 1) / 2) * lineHeight);
    return `<text x="${x}" y="${y}" dy=".35em" text-anchor="${anchor}">${escapeMarkup(line)}</text>`;
  });
  return rows.join("");
}

function ring(chart: RadarChart, place: RadarPlace, value: number): string {
  return `M${chart.axes.map((_, axis) => point(chart, place, axis, value)).join("L")}Z`;
}

function point(chart: RadarChart, place: RadarPlace, axis: number, value: number): string {
  return pixels(chart, place, axis, value).map(short).join(" ");
}

function pixels(
  { max }: RadarChart,
  { centerX, centerY, radius, labels }: RadarPlace,
  axis: number,
  value: number,
): readonly [x: number, y: number] {
  const { angle } = labels[axis]!;
  const reach = (radius * value) / max;
  return [centerX + reach * Math.sin(angle), centerY - reach * Math.cos(angle)];
}

function short(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}
