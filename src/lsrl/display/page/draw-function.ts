import type { writeValue } from "./unit-rows.ts";

/** A picture of a function of two numbers in `[0, 1]`. */
export interface FunctionMap {
  readonly title: string;
  /** `[n][n]`: the first coordinate goes to the right, the second one up. */
  readonly values: readonly (readonly number[])[];
  /** Values of the first and the last colour. */
  readonly low: number;
  readonly high: number;
  /** Whether the scale of the colours stands beside it. */
  readonly hasScale: boolean;
}

/** The functions that {@link drawMap} and {@link drawCurves} call. */
export interface DrawFunctionTools {
  readonly viridis: typeof viridis;
  readonly drawScale: typeof drawScale;
  readonly writeValue: typeof writeValue;
}

/** The colour at `share`, 0 to 1, of the way from dark blue to yellow. */
export function viridis(share: number): string {
  const stops = "440154 472d7b 3b528b 2c728e 21918c 28ae80 5ec962 addc30 fde725".split(" ");
  const at = Math.min(0.9999, Math.max(0, share)) * (stops.length - 1);
  const before = Math.floor(at);
  const channels = [before, before + 1].map((i) => Number.parseInt(stops[i] ?? "", 16));
  const [from = 0, to = 0] = channels;
  const mixed = [16, 8, 0].map((shift) => {
    const [a, b] = [(from >> shift) & 255, (to >> shift) & 255];
    return Math.round(a + (b - a) * (at - before));
  });
  return `rgb(${mixed.join(",")})`;
}

/** The colours from bottom to top, with the values of the first and the last. */
export function drawScale(
  { low, high }: Pick<FunctionMap, "low" | "high">,
  { x, top, height }: { readonly x: number; readonly top: number; readonly height: number },
  tools: Pick<DrawFunctionTools, "viridis" | "writeValue">,
): string {
  const steps = Array.from({ length: 48 }, (_, i) => {
    const y = top + height - ((i + 1) * height) / 48;
    return `<rect x="${x}" y="${y.toFixed(1)}" width="12" height="6" fill="${tools.viridis(i / 47)}"/>`;
  });
  return (
    `<g shape-rendering="crispEdges">${steps.join("")}</g>` +
    `<text x="${x + 16}" y="${top + 9}">${tools.writeValue(high, false)}</text>` +
    `<text x="${x + 16}" y="${top + height}">${tools.writeValue(low, false)}</text>`
  );
}

/**
 * Draws a function as colours in a square of 260 pixels with room for axes; the square starts at
 * (34, 22). Runs in the browser.
 */
export function drawMap(
  { title, values, low, high, hasScale }: FunctionMap,
  marks: string,
  tools: DrawFunctionTools,
): string {
  const [left, top, side] = [34, 22, 260];
  const cell = side / values.length;
  const shades = new Map<number, string>();
  values.forEach((column, i) => {
    column.forEach((value, j) => {
      const share = high > low ? (value - low) / (high - low) : 0.5;
      const shade = Math.round(share * 47);
      const [x, y] = [left + i * cell, top + side - (j + 0.5) * cell];
      const stroke = `M${x.toFixed(1)} ${y.toFixed(1)}h${(cell + 0.2).toFixed(1)}`;
      shades.set(shade, (shades.get(shade) ?? "") + stroke);
    });
  });
  const cells = [...shades].map(
    ([shade, d]) =>
      `<path d="${d}" stroke="${tools.viridis(shade / 47)}" stroke-width="${(cell + 0.3).toFixed(2)}"/>`,
  );
  const ticks = [0, 0.5, 1].flatMap((tick) => [
    `<text x="${left + tick * side}" y="${top + side + 13}" text-anchor="middle">${tick}</text>`,
    `<text x="${left - 5}" y="${top + side - tick * side + 4}" text-anchor="end">${tick}</text>`,
  ]);
  const place = { x: left + side + 18, top, height: side };
  const scale = hasScale ? tools.drawScale({ low, high }, place, tools) : "";
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" data-part="map" width="${left + side + (hasScale ? 88 : 12)}" height="${side + 42}" font-size="10" fill="#6b6b6b" ` +
    `font-family="Arial, Helvetica, Liberation Sans, sans-serif" style="cursor:crosshair;touch-action:none">` +
    `<text x="${left}" y="14" font-size="12" font-weight="bold" fill="#222222">${title}</text>` +
    `<g shape-rendering="crispEdges">${cells.join("")}</g>${scale}${ticks.join("")}${marks}</svg>`
  );
}

/** Functions of one number in `[0, 1]`, each at even distances from 0 to 1. */
export interface FunctionCurves {
  readonly curves: readonly {
    readonly name: string;
    readonly color: string;
    readonly values: readonly number[];
  }[];
  readonly low: number;
  readonly high: number;
}

/**
 * Draws functions of one number as lines, 560 pixels wide and 260 high from (44, 22). Runs in the
 * browser.
 */
export function drawCurves(
  { curves, low, high }: FunctionCurves,
  marks: string,
  tools: Pick<DrawFunctionTools, "writeValue">,
): string {
  const [width, height] = [560, 260];
  const y = (value: number) =>
    22 + height - ((value - low) / (high > low ? high - low : 1)) * height;
  const lines = curves.map(({ color, values }) => {
    const last = Math.max(1, values.length - 1);
    const points = values.map(
      (value, i) => `${(44 + (i / last) * width).toFixed(1)} ${y(value).toFixed(1)}`,
    );
    return `<path d="M${points.join("L")}" fill="none" stroke="${color}" stroke-width="1.8"/>`;
  });
  const legend = curves.map(
    ({ name, color }, i) =>
      `<path d="M${50 + i * 150} 10h18" stroke="${color}" stroke-width="2.5"/>` +
      `<text x="${73 + i * 150}" y="14" font-size="12" fill="#222222">${name}</text>`,
  );
  const ticks = [0, 0.25, 0.5, 0.75, 1].flatMap((tick) => {
    const value = low + tick * (high - low);
    return [
      `<text x="${44 + tick * width}" y="${22 + height + 14}" text-anchor="middle">${tick}</text>`,
      `<text x="39" y="${y(value) + 4}" text-anchor="end">${tools.writeValue(value, false)}</text>`,
      `<path d="M44 ${y(value)}h${width}" stroke="#e6e6e6"/>`,
    ];
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" data-part="map" width="${width + 60}" height="${height + 42}" font-size="10" fill="#6b6b6b" ` +
    `font-family="Arial, Helvetica, Liberation Sans, sans-serif" style="cursor:crosshair;touch-action:none">` +
    `${ticks.join("")}${marks}${lines.join("")}${legend.join("")}</svg>`
  );
}
