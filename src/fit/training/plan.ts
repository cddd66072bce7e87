import {
  type ChatModel,
  type PackOptions,
  plantForest,
  scoredPositions,
  type TrainingText,
} from "../../lm/index.ts";
import type { Mixture } from "../mixture.ts";
import type { TrainingSettings } from "./config.ts";
import { encodeTrainingText } from "./encode.ts";

/** The texts of a step, in the pieces they are computed in. */
export type PlannedStep = readonly (readonly TrainingText[])[];

/** Every step of a run, known before it starts. */
export interface TrainingPlan {
  readonly steps: readonly PlannedStep[];
  /** Under which all pieces have one of few shapes, so that few graphs are made. */
  readonly packing: Required<PackOptions>;
  /** A piece of each shape. */
  readonly samples: readonly (readonly TrainingText[])[];
}

// More graphs take longer to make than the rows they save.
const numShapes = 3;

/**
 * Writes all texts of a run as tokens and chooses the shapes of its batches.
 *
 * @throws {ConfigError} If an answer tokenises badly.
 */
export function planTraining(
  chat: ChatModel,
  mixture: Mixture,
  { numSteps, batchSize, accumulate }: TrainingSettings,
): TrainingPlan {
  const pieceSize = Math.ceil(batchSize / accumulate);
  const steps = Array.from({ length: numSteps }, (_, step): PlannedStep => {
    const texts = Array.from({ length: batchSize }, (_, i) =>
      encodeTrainingText(chat, mixture.draw(step * batchSize + i)),
    );
    const numPieces = Math.ceil(batchSize / pieceSize);
    return Array.from({ length: numPieces }, (_, i) =>
      texts.slice(i * pieceSize, (i + 1) * pieceSize),
    );
  });
  return { steps, ...choosePacking(steps.flat()) };
}

function choosePacking(
  pieces: readonly (readonly TrainingText[])[],
): Pick<TrainingPlan, "packing" | "samples"> {
  const forests = pieces.map((texts) => plantForest(texts.map(({ ids }) => ids.slice(0, -1))));
  const sorted = forests.map(({ tokens }) => tokens.length).sort((a, b) => a - b);
  const quantiles = Array.from(
    { length: numShapes },
    (_, i) => sorted[Math.ceil((sorted.length * (i + 1)) / numShapes) - 1]!,
  );
  const sizes = [...new Set(quantiles)];
  return {
    packing: {
      sizes,
      minSpans: Math.max(...forests.map(({ spansPerRow }) => spansPerRow)),
      minRows: Math.max(...pieces.map(countScored)),
    },
    samples: sizes.map(
      (size) => pieces[forests.findIndex(({ tokens }) => tokens.length === size)]!,
    ),
  };
}

/** Answer tokens of a piece. */
export function countScored(texts: readonly TrainingText[]): number {
  return texts.reduce((sum, text) => sum + scoredPositions(text).length, 0);
}
