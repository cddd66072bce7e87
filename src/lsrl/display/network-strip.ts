import type { Bounds } from "../language/node.ts";
import type { Network } from "../network/network.ts";
import { type Stage, stageBiases, stageLetters, stageMatrices } from "../network/stage.ts";
import { ink, kindColors, tint } from "./drawing/colors.ts";
import { element, label, tooltip } from "./drawing/element.ts";
import { drawLegend } from "./drawing/legend.ts";
import { countText, numberText } from "./drawing/number-text.ts";
import { Picture } from "./drawing/picture.ts";
import { textWidth } from "./drawing/text-width.ts";

/** What is drawn: a network, or something with its parts. */
export type DrawnNetwork = Pick<Network, "inputDim" | "stages" | "readout" | "size">;

/** One column of the strip. */
interface Column {
  readonly heading: string;
  readonly letter: string;
  readonly color: string;
  readonly units: readonly string[];
  /** Whether each unit has a name. */
  readonly isNamed: readonly boolean[];
  readonly numNonZeros: number | undefined;
  readonly numParameters: number | undefined;
  readonly details: string;
}

const margin = { left: 84, right: 16, top: 34 } as const;
const pitch = 32;
const barWidth = 22;
const tallest = 150;
/** Most units that are drawn one by one. */
const maxUnits = 1500;

/**
 * Draws a compiled network stage by stage: a letter for its kind, a bar with a cell for each unit,
 * and counts. The pointer over a unit shows what it holds and its bounds, where the compiler knew.
 */
export function networkStrip(network: DrawnNetwork): Picture {
  const { numStages, stages, maxWidth, numParameters, numNonZeros } = network.size();
  const heading = `Network of ${numStages} stages, widest ${maxWidth}, ${countText(numParameters)} parameters, ${countText(numNonZeros)} not 0: ${stages}`;
  const columns = readColumns(network);
  const unitHeight = Math.min(
    9,
    tallest / Math.max(1, ...columns.map(({ units }) => units.length)),
  );
  const isDetailed = columns.reduce((sum, { units }) => sum + units.length, 0) <= maxUnits;
  const width = Math.max(
    margin.left + columns.length * pitch + margin.right,
    textWidth(heading, 13, true) + 32,
    470,
  );
  const legend = drawLegend(legendItems(columns), { x: 16, y: margin.top, maxWidth: width - 32 });
  const top = margin.top + legend.height + 12;
  const barTop = top + 42;
  const barHeight = unitHeight * Math.max(1, ...columns.map(({ units }) => units.length));
  const tableTop = barTop + barHeight + 8;
  const drawn = columns.map((column, i) => {
    const x = margin.left + i * pitch + pitch / 2;
    return element(
      "g",
      { "text-anchor": "middle" },
      label(column.heading, { x, y: top + 10, "font-size": 9, fill: ink.faint }),
      drawLetter(column, x, top + 16),
      isDetailed
        ? drawUnits(column, x, barTop, unitHeight)
        : drawBar(column, x, barTop, unitHeight * column.units.length),
      drawCounts(column, x, tableTop),
    );
  });
  const rows = ["units", "not 0", "parameters"].map((text, i) =>
    label(text, {
      x: margin.left - 6,
      y: tableTop + 12 + i * 15,
      "text-anchor": "end",
      "font-size": 10,
      fill: ink.faint,
    }),
  );
  return new Picture(
    { width, height: tableTop + 62, title: heading },
    label(heading, { x: 16, y: 22, "font-size": 13, "font-weight": "bold" }),
    legend.markup,
    ...rows,
    ...drawn,
  );
}

function readColumns({ inputDim, stages, readout }: DrawnNetwork): readonly Column[] {
  const token: Column = {
    heading: "token",
    letter: "in",
    color: kindColors.Input,
    units: Array.from({ length: inputDim }, (_, i) => `entry ${i} of the token`),
    isNamed: new Array<boolean>(inputDim).fill(true),
    numNonZeros: undefined,
    numParameters: undefined,
    details: `the token, dim ${inputDim}`,
  };
  const { weights, bias } = readout;
  const output: Column = {
    ...token,
    heading: "output",
    letter: "out",
    color: kindColors.Linear,
    units: Array.from(bias, (_, i) => `entry ${i} of the output`),
    isNamed: new Array<boolean>(bias.length).fill(true),
    numNonZeros: weights.numNonZeros + countNonZeros(bias),
    numParameters: weights.rows * weights.columns + bias.length,
    details: `read-out W x + b, ${weights.rows} × ${weights.columns}`,
  };
  return [token, ...stages.map(stageColumn), output];
}

function stageColumn(stage: Stage, i: number): Column {
  const { kind, width, labels, bounds } = stage;
  const matrices = Object.entries(stageMatrices(stage));
  const biases = Object.values(stageBiases(stage));
  const shapes = matrices.map(
    ([name, { rows, columns, numNonZeros }]) =>
      `${name}: ${rows} × ${columns}, ${numNonZeros} not 0`,
  );
  const named = labels?.filter((name) => name !== undefined) ?? [];
  const shown = named.length > 24 ? [...named.slice(0, 24), "…"] : named;
  return {
    heading: String(i + 1),
    letter: stageLetters[kind],
    color: kindColors[kind],
    units: Array.from({ length: width }, (_, unit) =>
      unitText(`stage ${i + 1} (${kind}), unit ${unit}`, labels?.[unit], bounds?.[unit]),
    ),
    isNamed: Array.from({ length: width }, (_, unit) => labels?.[unit] !== undefined),
    numNonZeros:
      matrices.reduce((sum, [, matrix]) => sum + matrix.numNonZeros, 0) +
      biases.reduce((sum, bias) => sum + countNonZeros(bias), 0),
    numParameters:
      matrices.reduce((sum, [, { rows, columns }]) => sum + rows * columns, 0) +
      biases.reduce((sum, { length }) => sum + length, 0),
    details: [`stage ${i + 1}: ${kind}, ${width} units`, ...shapes, ...shown].join("\n"),
  };
}

function unitText(place: string, name: string | undefined, bounds: Bounds | undefined): string {
  const lines = name === undefined ? [place] : [name, place];
  if (bounds !== undefined) {
    lines.push(`within [${numberText(bounds.min)}, ${numberText(bounds.max)}]`);
  }
  return lines.join("\n");
}

function countNonZeros(vector: Float64Array): number {
  return vector.reduce((count, value) => count + (value === 0 ? 0 : 1), 0);
}

function drawLetter({ letter, color, details }: Column, x: number, y: number): string {
  return element(
    "g",
    {},
    tooltip(details),
    element("rect", { x: x - barWidth / 2, y, width: barWidth, height: 20, rx: 4, fill: color }),
    label(letter, { x, y: y + 14, "font-weight": "bold", fill: ink.paper }),
  );
}

function drawUnits(
  { units, isNamed, color }: Column,
  x: number,
  top: number,
  height: number,
): string {
  // A hair of white between the cells, where they are not thinner than that.
  const gap = height >= 4 ? 1 : height >= 2 ? 0.4 : 0;
  const cells = units.map((text, i) =>
    element(
      "rect",
      {
        x: x - barWidth / 2,
        y: top + i * height,
        width: barWidth,
        height: height - gap,
        fill: isNamed[i] === true ? color : tint(color, 0.35),
      },
      tooltip(text),
    ),
  );
  return element("g", {}, ...cells);
}

function drawBar({ color, details }: Column, x: number, y: number, height: number): string {
  return element(
    "rect",
    { x: x - barWidth / 2, y, width: barWidth, height, fill: tint(color, 0.6) },
    tooltip(details),
  );
}

function drawCounts({ units, numNonZeros, numParameters }: Column, x: number, y: number): string {
  return [units.length, numNonZeros, numParameters]
    .map((count, i) =>
      count === undefined
        ? ""
        : label(countText(count), { x, y: y + 12 + i * 15, "font-size": 10 }),
    )
    .join("");
}

function legendItems(columns: readonly Column[]) {
  const kinds = (["LinState", "ReLU", "Multiplicative"] as const).filter((kind) =>
    columns.some(({ letter }) => letter === stageLetters[kind]),
  );
  const named = { text: "named unit", fill: ink.faint, stroke: ink.faint };
  const other = { text: "other unit", fill: tint(ink.faint, 0.35), stroke: tint(ink.faint, 0.35) };
  const hasOther = columns.some(({ isNamed }) => isNamed.includes(false));
  const items = kinds.map((kind) => ({
    text: `${stageLetters[kind]}: ${kind}`,
    fill: kindColors[kind],
    stroke: kindColors[kind],
  }));
  return hasOther ? [...items, named, other] : items;
}
