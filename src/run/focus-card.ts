import {
  type FocusRun,
  type FocusRunResult,
  type FocusTestResult,
  focusTypeNames,
} from "../fit/index.ts";
import { type CardMetric, modelCard } from "../lm/index.ts";
import { describeBase } from "./base-model.ts";

const methods = {
  fit: "Focus instruction tuning (Lamb et al. 2025): trained to answer by the feature that an instruction names.",
  sftFocus: "A baseline: trained on the answers of focus instructions, which the prompts left out.",
  sftTrue: "A baseline: trained on the true answers, without instructions.",
};

/**
 * Writes the model card of an adapter that a run trained; its settings, data and test results are in it.
 *
 * @throws {Error} If the run trained none.
 */
export async function focusCard(result: FocusRunResult): Promise<string> {
  const { run, model, data, tests } = result;
  const { training } = run;
  if (training === null) throw new Error("focusCard: the run must have trained an adapter");
  const base = await describeBase(model.name);
  return modelCard({
    title: `${training.method} on ${run.task}, seed ${training.seed}`,
    summary: methods[training.method],
    base: { ...base, sha256: model.sha256 },
    licence: base.licence,
    tags: ["focus-instruction-tuning", training.method],
    data: data.map(({ name, ...source }) => ({ title: name, ...source })),
    training: describeTraining(training, result),
    metrics: tests.flatMap(metricsOf),
    biasScores: tests.flatMap(biasScoresOf),
    intendedUse:
      "Research on which features a language model answers by, with the prompts that it was trained and tested on.",
    limits: [
      "It was tuned on one task in English with short answers; elsewhere it may be worse than its base.",
      "An instruction to use a spurious feature makes its answers wrong by intent.",
      "Settings are this project's, not the paper's: figures are not comparable with the paper's.",
    ],
  });
}

function describeTraining(
  training: NonNullable<FocusRun["training"]>,
  { run, training: found }: FocusRunResult,
): Readonly<Record<string, string | number>> {
  const { lora, typeProbabilities } = training;
  return {
    method: training.method,
    seed: training.seed,
    steps: found?.steps.length ?? training.numSteps,
    "texts per step": training.batchSize,
    "learning rate": training.learningRate,
    "warm-up steps": training.warmupSteps,
    decay: `${training.decay} to ${training.finalShare}`,
    "gradient norm": training.clipNorm,
    "weight decay": training.weightDecay,
    "LoRA rank": lora.rank,
    "LoRA alpha": lora.alpha,
    "LoRA dropout": lora.dropout,
    "LoRA targets": lora.targets.join(", "),
    "probabilities of instruction types": typeProbabilities
      .map((probability) => Number(probability.toPrecision(3)))
      .join(", "),
    "phrases per instruction": run.numPhrases,
    "predictivity of the spurious feature": run.rho ?? "1 / number of labels",
  };
}

function metricsOf({ values, phrasing, splits }: FocusTestResult): readonly CardMetric[] {
  return splits.flatMap(({ split, accuracies }) =>
    accuracies.map(({ type, accuracy, interval: { low, high } }) => ({
      name: `focus accuracy, ${focusTypeNames[type]}`,
      data: describeTest(split, { values, phrasing }),
      value: accuracy,
      interval: [low, high] as const,
    })),
  );
}

function biasScoresOf({ values, phrasing, bias = [] }: FocusTestResult): readonly CardMetric[] {
  return bias.map(({ type, category, condition, score }) => ({
    name: `${category}, ${condition}, ${focusTypeNames[type]}`,
    data: describeTest("test", { values, phrasing }),
    value: score,
  }));
}

function describeTest(
  split: string,
  { values, phrasing }: Pick<FocusTestResult, "values" | "phrasing">,
): string {
  return [
    split,
    `${values} values`,
    ...(phrasing === "heldOut" ? ["phrases that were not trained"] : []),
  ].join(", ");
}
