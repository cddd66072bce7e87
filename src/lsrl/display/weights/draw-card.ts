import { ink } from "../drawing/colors.ts";
import { element, label, pixels, tooltip } from "../drawing/element.ts";
import { numberText } from "../drawing/number-text.ts";
import type { NamedMatrix, PlacedCard } from "./cards.ts";
import type { WeightColors } from "./colors.ts";

/** Draws the matrices of a stage; `size` is that of an entry, in pixels. */
export function drawCard(card: PlacedCard, size: number, colors: WeightColors): string {
  const { title, color, matrices, x, y, lefts, matrixTop } = card;
  return element(
    "g",
    {},
    label(title, { x, y: y + 10, "font-weight": "bold", fill: color }),
    ...matrices.map((named, i) =>
      drawMatrix(named, { x: lefts[i]!, y: matrixTop, size, stage: card.stage }, colors),
    ),
  );
}

interface MatrixPlace {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly stage: string;
}

function drawMatrix(
  { name, matrix }: NamedMatrix,
  { x, y, size, stage }: MatrixPlace,
  colors: WeightColors,
): string {
  const { rows, columns, values } = matrix;
  const [least, most] = [
    values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  ];
  const range =
    values.length === 0
      ? "all 0"
      : `${values.length} not 0, from ${numberText(least)} to ${numberText(most)}`;
  const frame = element("rect", {
    x: x - 0.5,
    y: y - 0.5,
    width: Math.max(columns * size, 1) + 1,
    height: Math.max(rows * size, 1) + 1,
    fill: ink.paper,
    stroke: ink.rule,
  });
  const cells = element(
    "g",
    {
      transform: `translate(${pixels(x)} ${pixels(y)})`,
      "stroke-width": Math.max(1, size),
      "shape-rendering": "crispEdges",
    },
    drawCells(matrix, size, colors),
  );
  return (
    label(name, { x, y: y - 4, "font-size": 9, fill: ink.faint }) +
    element("g", {}, tooltip(`${stage} ${name}: ${rows} × ${columns}, ${range}`), frame, cells)
  );
}

/** One path for each shade; entries that share a pixel give it the shade of the largest. */
function drawCells(matrix: NamedMatrix["matrix"], size: number, colors: WeightColors): string {
  const cell = Math.max(1, size);
  const width = Math.ceil((matrix.columns * size) / cell);
  const strongest = new Map<number, number>();
  for (const [i, j, value] of matrix.entries()) {
    const place = Math.floor((i * size) / cell) * width + Math.floor((j * size) / cell);
    if (Math.abs(value) > Math.abs(strongest.get(place) ?? 0)) strongest.set(place, value);
  }
  const shades = [...strongest]
    .sort(([a], [b]) => a - b)
    .map(([place, value]) => ({ place, color: colors.colorOf(value) }));
  const paths = new Map<string, string>();
  for (let i = 0; i < shades.length; ) {
    const { place, color } = shades[i]!;
    let end = i + 1;
    // Equal neighbours in a row are one stroke.
    for (let next = shades[end]; next !== undefined; next = shades[end]) {
      const isNeighbour = next.place === place + end - i && next.place % width !== 0;
      if (!isNeighbour || next.color !== color) break;
      end += 1;
    }
    const [row, column] = [Math.floor(place / width), place % width];
    const stroke = `M${pixels(column * cell)} ${pixels((row + 0.5) * cell)}h${pixels((end - i) * cell)}`;
    paths.set(color, (paths.get(color) ?? "") + stroke);
    i = end;
  }
  return [...paths].map(([stroke, d]) => element("path", { stroke, d })).join("");
}
