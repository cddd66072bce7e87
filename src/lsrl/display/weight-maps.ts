import { ConfigError } from "../../core/errors.ts";
import { ink } from "./drawing/colors.ts";
import { element, label } from "./drawing/element.ts";
import { Page, svgDocument } from "./drawing/picture.ts";
import { livePage } from "./page/live-page.ts";
import { readWeights, type ShownMatrix, type ShownWeights } from "./page/read-weights.ts";
import {
  type Card,
  type Labels,
  type PlacedCard,
  placeCards,
  readCards,
  type WeightedNetwork,
} from "./weights/cards.ts";
import { drawWeightLegend, weightColors } from "./weights/colors.ts";
import { drawCard } from "./weights/draw-card.ts";

/** Which weights are drawn. */
export interface WeightMapsOptions {
  /** Stages, counted from 1. Default: all, and the read-out. */
  readonly stages?: readonly number[];
}

const pageWidth = 800;
const margin = 4;
/** Longest side of a matrix, in pixels: the first with which the picture is not too large. */
const longestSides = [170, 110, 70, 40] as const;
/** Most characters of the picture, and of the values that the page knows. */
const limits = { picture: 300_000, values: 150_000 } as const;

/**
 * Draws the weights of a compiled network: each stage's matrices and biases, an entry a cell, colour
 * by sign and power of ten, 0 white. The pointer shows the value and the units it joins; a click holds
 * it.
 *
 * @throws {ConfigError} If there is no such stage.
 */
export function weightMaps(network: WeightedNetwork, { stages }: WeightMapsOptions = {}): Page {
  const numStages = network.stages.length;
  const wrong = stages?.find((stage) => network.stages[stage - 1] === undefined);
  if (wrong !== undefined) {
    throw new ConfigError(`weightMaps: stages must be within [1, ${numStages}], got ${wrong}`);
  }
  const cards = readCards(network).filter((_, i) => stages?.includes(i + 1) ?? true);
  const title =
    stages === undefined
      ? `Weights of ${numStages} stages and the read-out`
      : `Weights of stage ${stages.join(", ")}`;
  const { svg, placed, size } = drawCards(cards, title);
  const hint = element(
    "div",
    {
      "data-part": "reading",
      style: `padding:6px ${margin}px;min-height:1.4em;white-space:pre-wrap`,
    },
    "Point at an entry for its value; click to hold it.",
  );
  const data = shownWeights(placed, size);
  return new Page(
    livePage({ content: svg + hint, run: readWeights, data, tools: {} }),
    `[${title}]`,
  );
}

interface DrawnCards {
  readonly svg: string;
  readonly placed: readonly PlacedCard[];
  readonly size: number;
}

function drawCards(cards: readonly Card[], title: string): DrawnCards {
  const matrices = cards.flatMap((card) => card.matrices.map(({ matrix }) => matrix));
  const colors = weightColors(matrices.flatMap(({ values }) => Array.from(values)));
  const longest = matrices.reduce((most, { rows, columns }) => Math.max(most, rows, columns), 1);
  const legend = drawWeightLegend(colors, { x: margin, y: 34, maxWidth: pageWidth - 2 * margin });
  const top = 34 + legend.height + 18;
  const draw = (longestSide: number): DrawnCards => {
    const largest = longestSide / longest;
    const size = largest >= 1 ? Math.min(10, Math.floor(largest)) : largest;
    const placed = placeCards(cards, { size, left: margin, top, right: pageWidth - margin });
    const height = placed.reduce((most, { bottom }) => Math.max(most, bottom), 0) + margin;
    const svg = svgDocument(
      { width: pageWidth, height, title },
      label(title, { x: margin, y: 22, "font-size": 13, "font-weight": "bold" }),
      legend.markup,
      ...placed.map((card) => drawCard(card, size, colors)),
      element("rect", { "data-part": "cursor", fill: "none", stroke: ink.text, display: "none" }),
    );
    return { svg, placed, size };
  };
  let drawn = draw(longestSides[0]);
  for (const side of longestSides.slice(1)) {
    if (drawn.svg.length <= limits.picture) break;
    drawn = draw(side);
  }
  return drawn;
}

function shownWeights(cards: readonly PlacedCard[], size: number): ShownWeights {
  const values = new Map<number, number>();
  const labels = new Map<string, number>();
  const placeIn = <K>(map: Map<K, number>, key: K): number => {
    const place = map.get(key) ?? map.size;
    map.set(key, place);
    return place;
  };
  const labelPlaces = (names: Labels): readonly number[] =>
    names.map((name) => (name === undefined ? -1 : placeIn(labels, name)));
  let numCharacters = 0;
  const matrices = cards.flatMap((card) =>
    card.matrices.map(({ name, matrix, columnLabels }, i): ShownMatrix => {
      const fresh = new Set(Array.from(matrix.values).filter((value) => !values.has(value)));
      // Of an entry, its step and the place of its value; and the values that are new.
      numCharacters += 9 * matrix.numNonZeros + [...fresh].join(",").length;
      const isKept = numCharacters <= limits.values;
      let before = 0;
      const steps = Array.from(isKept ? matrix.entries() : [], ([row, column]) => {
        const step = row * matrix.columns + column - before;
        before += step;
        return step;
      });
      return {
        name: `${card.stage} ${name}`,
        isKnown: isKept,
        x: card.lefts[i]!,
        y: card.matrixTop,
        rows: matrix.rows,
        columns: matrix.columns,
        size,
        steps,
        values: isKept ? Array.from(matrix.values, (value) => placeIn(values, value)) : [],
        rowLabels: isKept ? labelPlaces(card.rowLabels) : [],
        columnLabels: isKept ? labelPlaces(columnLabels) : [],
      };
    }),
  );
  return { matrices, values: [...values.keys()], labels: [...labels.keys()] };
}
