import { SparseMatrix } from "../../matrix.ts";
import type { Network } from "../../network/network.ts";
import { type Stage, stageBiases, stageLetters, stageMatrices } from "../../network/stage.ts";
import { kindColors } from "../drawing/colors.ts";
import { textWidth } from "../drawing/text-width.ts";

/** Names of units, where they have some. */
export type Labels = readonly (string | undefined)[];

/** A matrix of a stage; a bias is one with a single column. */
export interface NamedMatrix {
  /** E.g. `"W gate"`. */
  readonly name: string;
  readonly matrix: SparseMatrix;
  readonly columnLabels: Labels;
}

/** The matrices of one stage, drawn side by side. */
export interface Card {
  /** E.g. `"stage 3"`. */
  readonly stage: string;
  /** E.g. `"3 R"`. */
  readonly title: string;
  readonly color: string;
  readonly matrices: readonly NamedMatrix[];
  readonly rowLabels: Labels;
}

/** A network, or something with its parts. */
export type WeightedNetwork = Pick<Network, "inputDim" | "stages" | "readout">;

/** A card for each stage, and one for the read-out. */
export function readCards({ inputDim, stages, readout }: WeightedNetwork): readonly Card[] {
  let before: Labels = Array.from({ length: inputDim }, (_, i) => `token[${i}]`);
  const cards = stages.map((stage, i): Card => {
    const matrices = matricesOf(stage, before);
    before = stage.labels ?? [];
    return {
      stage: `stage ${i + 1}`,
      title: `${i + 1} ${stageLetters[stage.kind]}`,
      color: kindColors[stage.kind],
      matrices,
      rowLabels: before,
    };
  });
  const last: Card = {
    stage: "read-out",
    title: "read-out",
    color: kindColors.Linear,
    matrices: [
      { name: "W", matrix: readout.weights, columnLabels: before },
      column("b", readout.bias),
    ],
    rowLabels: [],
  };
  return [...cards, last];
}

function matricesOf(stage: Stage, before: Labels): readonly NamedMatrix[] {
  const matrices = Object.entries(stageMatrices(stage)).map(([name, matrix]) => ({
    name,
    matrix,
    columnLabels: name === "A" ? (stage.labels ?? []) : before,
  }));
  return [...matrices, ...Object.entries(stageBiases(stage)).map(([name, b]) => column(name, b))];
}

function column(name: string, vector: Float64Array): NamedMatrix {
  const matrix = SparseMatrix.fromRows(
    Array.from(vector, (value) => [value]),
    1,
  );
  return { name, matrix, columnLabels: [] };
}

/** A card and where it stands, in pixels. */
export interface PlacedCard extends Card {
  readonly x: number;
  readonly y: number;
  readonly bottom: number;
  /** Left edge and top of each matrix. */
  readonly lefts: readonly number[];
  readonly matrixTop: number;
}

const gap = { card: 22, matrix: 8 } as const;
/** For the titles of a card and of its matrices. */
const headRoom = 30;

/** Sizes in pixels. */
export interface CardPlaces {
  /** Of an entry. */
  readonly size: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
}

/** Puts cards in rows from left to right. */
export function placeCards(
  cards: readonly Card[],
  { size, left, top, right }: CardPlaces,
): readonly PlacedCard[] {
  let [x, y, rowBottom] = [left, top, top];
  return cards.map((card) => {
    const widths = card.matrices.map(({ name, matrix }) =>
      Math.max(matrix.columns * size, textWidth(name, 9)),
    );
    const inner = widths.reduce((sum, width) => sum + width + gap.matrix, -gap.matrix);
    const width = Math.max(inner, textWidth(card.title, 11, true));
    if (x > left && x + width > right) [x, y] = [left, rowBottom + gap.card];
    let end = x;
    const lefts = widths.map((each) => {
      end += each + gap.matrix;
      return end - each - gap.matrix;
    });
    const tallest = Math.max(0, ...card.matrices.map(({ matrix }) => matrix.rows * size));
    const matrixTop = y + headRoom;
    const placed = { ...card, x, y, bottom: matrixTop + tallest, lefts, matrixTop };
    rowBottom = Math.max(rowBottom, placed.bottom);
    x += width + gap.card;
    return placed;
  });
}
