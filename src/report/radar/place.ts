import type { RadarChart } from "./chart.ts";

/** Where a radar plot stands in its picture, in pixels. */
export interface RadarPlace {
  readonly centerX: number;
  readonly centerY: number;
  /** Of the rim. */
  readonly radius: number;
  readonly labels: readonly AxisLabel[];
}

/** The name of an axis beyond the rim. */
export interface AxisLabel {
  readonly lines: readonly string[];
  /** Direction of the axis, clockwise from the top, in radians. */
  readonly angle: number;
}

/** Height of a line of a label. */
export const lineHeight = 14;
/** Between rim and label. */
export const labelGap = 9;
/** Mean width of a character at 12 px. */
const characterWidth = 6.2;
const edge = 6;

/** The largest rim that leaves room for the names of the axes below `top`. */
export function placeRadar(chart: RadarChart, top: number): RadarPlace {
  const { axes, width, height } = chart;
  const labels = axes.map((axis, i) => ({
    lines: breakLabel(axis),
    angle: (2 * Math.PI * i) / axes.length,
  }));
  const above = roomBeyond(labels, 1);
  const below = roomBeyond(labels, -1);
  const across = labels.map(({ lines, angle }) => {
    const needed = Math.max(...lines.map((line) => line.length)) * characterWidth;
    const side = Math.abs(Math.sin(angle));
    const isSide = side > 0.1;
    return isSide ? (width / 2 - edge - labelGap - needed) / side : width / 2;
  });
  const radius = Math.max(20, Math.min((height - top - above - below) / 2, ...across));
  const centerY = top + above + (height - top - above - below) / 2;
  return { centerX: width / 2, centerY, radius, labels };
}

/** What names at the top (`side` 1) or the bottom (-1) need beyond the rim. */
function roomBeyond(labels: readonly AxisLabel[], side: 1 | -1): number {
  const rooms = labels.map(({ lines, angle }) => {
    const reach = side * Math.cos(angle);
    return reach > 0.9 ? labelGap + lines.length * lineHeight + edge : edge;
  });
  return Math.max(...rooms);
}

/** A long name in two lines, broken at the space nearest its middle. */
function breakLabel(label: string): readonly string[] {
  if (label.length <= 10) return [label];
  const spaces = [...label.matchAll(/ /g)].map(({ index }) => index);
  const [first] = spaces.sort((a, b) => offMiddle(label, a) - offMiddle(label, b));
  return first === undefined ? [label] : [label.slice(0, first), label.slice(first + 1)];
}

function offMiddle(label: string, index: number): number {
  return Math.abs(index - label.length / 2);
}
