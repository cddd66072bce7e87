import { ConfigError } from "../../core/index.ts";
import { type CuedExample, injectCue } from "../cued-example.ts";
import { focusTypes } from "../instructions.ts";
import { type Association, spuriousGivenLabel } from "../sampling/association.ts";
import type { ValueSet } from "../splits.ts";
import type { FocusExample, FocusTask } from "../task.ts";
import type { AnswerKind } from "./answers.ts";
import { isCorrect, type TypeAccuracy, typeAccuracy } from "./focus-accuracy.ts";
import type { Prediction } from "./query.ts";

/**
 * Every text with every spurious value: what a model is asked once so that
 * {@link exactAccuracy} can tell its accuracy on every split.
 *
 * @param options.seed - Integer; decides where in a text the values go.
 * @param options.values - Default `"seen"`.
 * @throws {ConfigError} If the task does not inject its feature.
 */
export function factorialExamples(
  task: FocusTask,
  texts: readonly FocusExample[],
  { seed, values = "seen" }: { readonly seed: number; readonly values?: ValueSet },
): readonly CuedExample[] {
  const { labelOf, unseenLabelOf } = task.spurious;
  const all = Object.keys(values === "seen" ? labelOf : unseenLabelOf);
  return texts.flatMap((text) => all.map((value) => injectCue(task, text, value, seed)));
}

/**
 * Expected focus accuracy on a split, without sampling it: the mean over the texts of
 * `sum_s P(S = s | Y = y) [prediction(text, s) = y_focus]`. Splits differ by the association alone, so
 * no noise of sampling stands between them.
 *
 * @param predictions - On {@link factorialExamples}, under any types.
 * @param association - Of the split, from `splitAssociation`.
 * @param kind - Default `"restricted"`.
 * @returns Intervals take a text as one observation, which is cautious: it is a mean over values.
 * @throws {ConfigError} If a text lacks one of the split's values under a type it was asked under.
 */
export function exactAccuracy(
  predictions: readonly Prediction[],
  association: Association,
  kind: AnswerKind = "restricted",
): readonly TypeAccuracy[] {
  const values = Object.keys(association.labelOf);
  const weights = new Map(
    association.labels.map((label) => [label, spuriousGivenLabel(association, label)]),
  );
  return focusTypes.flatMap((type) => {
    const ofType = predictions.filter(({ query }) => query.type === type);
    if (ofType.length === 0) return [];
    const texts = new Set(ofType.map(({ query }) => query.example.id)).size;
    requireFactorial(ofType, values, texts);
    const total = ofType
      .filter((prediction) => isCorrect(prediction, kind))
      .map(({ query: { example } }) => weights.get(example.label)?.[example.spurious] ?? 0)
      .reduce((sum, weight) => sum + weight, 0);
    return [typeAccuracy(type, total / texts, texts)];
  });
}

function requireFactorial(
  predictions: readonly Prediction[],
  values: readonly string[],
  texts: number,
): void {
  for (const value of values) {
    const found = predictions.filter(({ query }) => query.example.spurious === value).length;
    if (found === texts) continue;
    throw new ConfigError(
      `exactAccuracy: each of ${texts} texts must have one prediction with ${value}, got ${found}. ` +
        "Predict on all of factorialExamples.",
    );
  }
}
