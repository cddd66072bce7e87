import { type FocusType, focusTypes } from "../instructions.ts";
import { type AnswerKind, answerOf } from "./answers.ts";
import { type Interval, wilsonInterval } from "./intervals.ts";
import type { Prediction } from "./query.ts";

/** How often a model answered as one kind of instruction asks. */
export interface TypeAccuracy {
  readonly type: FocusType;
  /** Texts it is measured on. */
  readonly count: number;
  /** Focus accuracy, in [0, 1]. */
  readonly accuracy: number;
  /** 95 % interval of one run (Wilson); over several seeds take `tInterval` of their accuracies. */
  readonly interval: Interval;
}

/**
 * Focus accuracy of a split for each type of instruction that it was asked under: the mean of
 * `[prediction = y_focus]`.
 *
 * @param predictions - Those of one split.
 * @param kind - Default `"restricted"`; under `"greedy"` a text that is no label is wrong.
 * @see Lamb et al. 2025 (FIT), the definition of focus accuracy.
 */
export function focusAccuracy(
  predictions: readonly Prediction[],
  kind: AnswerKind = "restricted",
): readonly TypeAccuracy[] {
  return focusTypes.flatMap((type) => {
    const ofType = predictions.filter(({ query }) => query.type === type);
    if (ofType.length === 0) return [];
    const correct = ofType.filter((prediction) => isCorrect(prediction, kind)).length;
    return [typeAccuracy(type, correct / ofType.length, ofType.length)];
  });
}

/** Whether the answer is the query's label. */
export function isCorrect(prediction: Prediction, kind: AnswerKind): boolean {
  return answerOf(prediction, kind) === prediction.query.label;
}

/** Adds the interval to an accuracy. */
export function typeAccuracy(type: FocusType, accuracy: number, count: number): TypeAccuracy {
  return { type, count, accuracy, interval: wilsonInterval(Math.min(accuracy, 1), count) };
}
