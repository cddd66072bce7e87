/** Null where a line has a gap. */
export type ChartNumbers = (number | null)[];

/** What is drawn. */
export interface ChartData {
  readonly x: ChartNumbers;
  readonly series: Readonly<Record<string, ChartNumbers>>;
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Pixels. */
  readonly height: number;
}

/** Where a chart's numbers are on the page. */
export interface ChartPlaces {
  readonly svg: string;
  /** Pixels from the left and the top. */
  readonly toX: (x: number) => number;
  readonly toY: (y: number) => number;
  /** Where the lines may be. */
  readonly top: number;
  readonly bottom: number;
}

/** Draws axes and lines into `width` pixels. */
export function drawChart(data: ChartData, width: number): ChartPlaces {
  const { x, series, xLabel, yLabel, height } = data;
  const lines = Object.values(series);
  const [minX, maxX] = domainOf([x], 0);
  const [minY, maxY] = domainOf(lines, 0.05);
  const yTicks = ticksBetween(minY, maxY, Math.max(2, Math.round(height / 45)));
  const xTicks = ticksBetween(minX, maxX, Math.max(2, Math.round(width / 90)));
  const labelWidth = Math.max(...yTicks.map((tick) => numberText(tick).length)) * 6.6;
  const left = labelWidth + (yLabel === "" ? 12 : 32);
  const bottom = height - (xLabel === "" ? 22 : 40);
  const right = width - 14;
  const top = 8;
  const toX = (value: number) => left + ((value - minX) / (maxX - minX)) * (right - left);
  const toY = (value: number) => bottom - ((value - minY) / (maxY - minY)) * (bottom - top);
  const grid = yTicks.map((tick) => {
    const y = toY(tick).toFixed(1);
    return `<path class=grid d="M${left} ${y}H${right}"/><text x="${left - 7}" y="${y}" dy=".32em" text-anchor=end>${numberText(tick)}</text>`;
  });
  const marks = xTicks.map((tick) => {
    const at = toX(tick).toFixed(1);
    return `<path class=axis d="M${at} ${bottom}v4"/><text x="${at}" y="${bottom + 17}" text-anchor=middle>${numberText(tick)}</text>`;
  });
  const middle = (top + bottom) / 2;
  const names =
    `<text class=name x="${(left + right) / 2}" y="${height - 6}" text-anchor=middle>${safe(xLabel)}</text>` +
    `<text class=name transform="rotate(-90 12 ${middle})" x=12 y="${middle}" text-anchor=middle>${safe(yLabel)}</text>`;
  const drawn = lines.map((values, i) => drawLine(x, values, lineColor(i), toX, toY));
  const axis = `<path class=axis d="M${left} ${bottom}H${right}"/>`;
  const inner = [...grid, axis, ...marks, names, ...drawn].join("");
  const svg = `<svg width="${width}" height="${height}" role=img>${inner}</svg>`;
  return { svg, toX, toY, top, bottom };
}

/** One line and a dot at its end. Where many points share a pixel, their lowest and highest do. */
export function drawLine(
  x: ChartNumbers,
  y: ChartNumbers,
  color: string,
  toX: (x: number) => number,
  toY: (y: number) => number,
): string {
  let path = "";
  let isOn = false;
  let pixel = -1;
  let low = 0;
  let high = 0;
  let last: readonly [number, number] | undefined;
  const flush = () => {
    if (low !== high) path += `L${pixel} ${low.toFixed(1)}L${pixel} ${high.toFixed(1)}`;
  };
  for (let i = 0; i < y.length; i += 1) {
    const here = x[i];
    const value = y[i];
    if (typeof here !== "number" || typeof value !== "number") {
      isOn = false;
      continue;
    }
    const at = toX(here);
    const level = toY(value);
    last = [at, level];
    const isDense = isOn && Math.abs(at - pixel) < 0.5;
    if (isDense) {
      low = Math.max(low, level);
      high = Math.min(high, level);
      continue;
    }
    flush();
    path += `${isOn ? "L" : "M"}${at.toFixed(1)} ${level.toFixed(1)}`;
    isOn = true;
    pixel = at;
    low = level;
    high = level;
  }
  flush();
  if (last === undefined) return "";
  const [endX, endY] = last;
  return `<path class=line d="${path}L${endX.toFixed(1)} ${endY.toFixed(1)}" stroke="${color}"/><circle cx="${endX.toFixed(1)}" cy="${endY.toFixed(1)}" r=3 fill="${color}"/>`;
}

/** Least and greatest of all numbers, with a margin; never one and the same. */
export function domainOf(
  lists: readonly ChartNumbers[],
  margin: number,
): readonly [number, number] {
  let min = Infinity;
  let max = -Infinity;
  for (const list of lists) {
    for (const value of list) {
      if (typeof value !== "number") continue;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  }
  if (min > max) return [0, 1];
  const pad = min === max ? Math.abs(min) / 2 || 1 : (max - min) * margin;
  return [min - pad, max + pad];
}

/** About `count` round numbers between two. */
export function ticksBetween(min: number, max: number, count: number): readonly number[] {
  const raw = (max - min) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5].find((factor) => factor * power >= raw) ?? 10) * power;
  const first = Math.ceil(min / step);
  const length = Math.floor(max / step) - first + 1;
  return Array.from({ length }, (_, i) => (first + i) * step);
}

/** Four digits at most, without zeros at the end. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-3)) return value.toExponential(1);
  return String(Number(value.toPrecision(size >= 1000 ? 7 : 4)));
}

/** The colour of a line, told apart also by the colour-blind (Okabe and Ito 2008). */
export function lineColor(index: number): string {
  const colors = ["#0b84d0", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#888888"];
  return colors[index % colors.length] ?? "";
}

/** Text made safe for HTML. */
export function safe(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
}
