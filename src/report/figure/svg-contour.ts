import type * as Plot from "@observablehq/plot";
import { colorAt, scaleStops } from "./color-scale.ts";
import type { ContourMark } from "./contour-mark.ts";
import { cellBorders } from "./positions.ts";
import type { ColorBar } from "./svg-matrix.ts";

/** The layers of a contour plot: each level's area over those of the lower ones. */
export function drawContour(
  { x, y, heights, levels, scale }: ContourMark,
  { plot }: { readonly plot: typeof Plot },
): readonly Plot.Markish[] {
  const [width, height] = [x.length, y.length];
  if (width < 2 || height < 2) return [];
  const [columns, rows] = [cellBorders(x), cellBorders(y)];
  const stops = scaleStops(scale);
  return levels.map((_, level) =>
    plot.contour(heights.flat(), {
      width,
      height,
      x1: columns[0]!,
      x2: columns.at(-1)!,
      y1: rows[0]!,
      y2: rows.at(-1)!,
      thresholds: [level],
      fill: colorAt(stops, level / (levels.length - 1)),
      stroke: "#8d99a8",
      strokeWidth: 0.5,
    }),
  );
}

/** The bar of a contour plot's colours. */
export function contourColorBar({ levels, scale, label }: ContourMark): ColorBar {
  const last = levels.length - 1;
  const ticks = [levels[0]!, levels[Math.round(last / 2)]!, levels[last]!] as const;
  return { stops: scaleStops(scale), ticks, label };
}
