import type { DrawFunctionTools, drawCurves, drawMap } from "./draw-function.ts";
import type { cellOf, Vector, VectorMap } from "./function-table.ts";

/** The functions that {@link samplePicture} and {@link drawMarks} call. */
export interface PictureTools extends DrawFunctionTools {
  readonly drawMap: typeof drawMap;
  readonly drawCurves: typeof drawCurves;
  readonly cellOf: typeof cellOf;
}

/** What is sampled. */
export interface Sampled {
  readonly target: VectorMap;
  readonly network: VectorMap;
  /** Which entry of the values is shown. */
  readonly entry: number;
  /** `[d]`: the picture is a slice through it along the first two coordinates. */
  readonly query: Vector;
  readonly gridSize: number;
}

/**
 * Samples a function and the network, and gives what draws them with marks in front. Runs in the
 * browser.
 *
 * @param tokenBudget - Tokens that the network may be run over for one picture.
 */
export function samplePicture(
  { target, network, entry, query, gridSize }: Sampled,
  tokenBudget: number,
  tools: PictureTools,
): (marks: string) => string {
  const dim = query.length;
  const budget = tokenBudget / (1 + gridSize ** dim);
  const perSide = Math.min(240, dim === 1 ? budget : Math.sqrt(budget));
  const perCell = Math.max(1, Math.min(4, Math.floor(perSide / gridSize)));
  const sample = (f: VectorMap, count: number): readonly Vector[] => {
    const points = Array.from({ length: count }, (_, i) => (i + 0.5) / count);
    const at = (...x: readonly number[]) => f([...x, ...query.slice(x.length)])[entry] ?? 0;
    return dim === 1 ? [points.map((x) => at(x))] : points.map((x) => points.map((y) => at(x, y)));
  };
  const wanted = sample(target, dim === 1 ? 280 : 52);
  const given = sample(network, gridSize * perCell);
  const all = [...wanted, ...given].flat();
  const [low, high] = [Math.min(...all), Math.max(...all)];
  if (dim > 1) {
    return (marks) =>
      tools.drawMap(
        { title: "function", values: wanted, low, high, hasScale: false },
        marks,
        tools,
      ) +
      tools.drawMap({ title: "network", values: given, low, high, hasScale: true }, marks, tools);
  }
  // A sample stands for a piece of the line: repeated, it makes a stair.
  const stair = (given[0] ?? []).flatMap((value) => new Array<number>(8).fill(value));
  const curves = [
    { name: "function", color: "#9a9a9a", values: wanted[0] ?? [] },
    { name: "network", color: "#d55e00", values: stair },
  ];
  return (marks) => tools.drawCurves({ curves, low, high }, marks, tools);
}

/** The query and its cell, to stand in a picture. Runs in the browser. */
export function drawMarks(
  query: Vector,
  gridSize: number,
  tools: Pick<PictureTools, "cellOf">,
): string {
  const [left, top, side] = [query.length === 1 ? 44 : 34, 22, 260];
  const [x = 0, y = 0] = query;
  const width = (query.length === 1 ? 560 : side) / gridSize;
  const cellLeft = left + tools.cellOf(x, gridSize) * width;
  const centre = left + x * width * gridSize;
  if (query.length === 1) {
    return (
      `<rect x="${cellLeft}" y="${top}" width="${width}" height="${side}" fill="#0072b2" fill-opacity="0.13"/>` +
      `<path d="M${centre} ${top}v${side}" stroke="#222222"/>`
    );
  }
  const cellTop = top + side - (tools.cellOf(y, gridSize) + 1) * width;
  return (
    `<rect x="${cellLeft}" y="${cellTop}" width="${width}" height="${width}" fill="none" stroke="#ffffff" stroke-width="2"/>` +
    `<circle cx="${centre}" cy="${top + side - y * side}" r="5" fill="#d55e00" stroke="#ffffff" stroke-width="1.5"/>`
  );
}
