import { basename } from "node:path";
import {
  type FocusRun,
  type FocusRunResult,
  focusRunSchema,
  parseFocusResult,
  parseFocusRun,
  runFocus,
} from "../fit/index.ts";
import { saveAdapterFolder } from "./adapter-folder.ts";
import { focusCard } from "./focus-card.ts";
import { focusCheckpointCodec } from "./focus-checkpoint-codec.ts";
import { createFocusNotices } from "./focus-notices.ts";
import type { Job, JobData } from "./job.ts";

// Steps of a large model take seconds; the pause between checkpoints bounds what small ones cost.
const SAVE_EVERY = 5;

/** One cell of FIT's tables: a method on a task, trained and tested. */
export const focusJob: Job<FocusRun> = {
  name: "focus",
  usesEngine: true,
  schema: focusRunSchema,
  parse: parseFocusRun,
  describe: describeRun,
  summarize: (result) => summarize(parseFocusResult(result)),
  run: async (run, hooks) => {
    const { onNotice, onMetrics, signal, openCheckpoints, adapterFolder } = hooks;
    const { saveEvery = SAVE_EVERY } = hooks;
    const tell = createFocusNotices(onNotice);
    const result = await runFocus(run, {
      signal,
      saveEvery,
      checkpoints: openCheckpoints?.(focusCheckpointCodec),
      onProgress: (progress) => {
        tell(progress);
        const { stage, done, loss } = progress;
        if (stage === "training" && loss !== undefined) onMetrics?.(done, { loss });
      },
      onValidation: ({ step, mean }) => {
        onNotice(`validation at step ${step}: ${(100 * mean).toFixed(1)} % focus accuracy`);
        onMetrics?.(step, { validationAccuracy: mean });
      },
      onAdapter: async (adapter, chat, result) => {
        if (adapterFolder === undefined) return;
        await saveAdapterFolder(adapterFolder, adapter, { chat, card: await focusCard(result) });
      },
    });
    return { result, data: namesOf(result) };
  },
};

/** Each file once, whatever parts of it were read. */
function namesOf({ data }: FocusRunResult): readonly JobData[] {
  const files = data.map(({ name, sha256 }) => [sha256, { name, sha256 }] as const);
  return [...new Map(files).values()];
}

/** Mean focus accuracy on each split of the first test. */
function summarize({ tests: [test] }: FocusRunResult): string {
  const shares = test?.splits.map(({ split, accuracies }) => {
    const mean = accuracies.reduce((sum, { accuracy }) => sum + accuracy, 0) / accuracies.length;
    return `${split} ${(100 * mean).toFixed(1)} %`;
  });
  return shares?.join(", ") ?? "";
}

const defaults = parseFocusRun({ task: "ss" });

/** Task and method, what differs from the defaults, and the seed. */
function describeRun(run: FocusRun): string {
  const { task, source, training, numShots, rho, numPhrases, test, model } = run;
  const method = training?.method ?? (numShots > 0 ? undefined : "untuned");
  return [
    ...(model === defaults.model ? [] : [basename(model)]),
    source === "published" ? `${task} (published)` : task,
    ...(method === undefined ? [] : [method]),
    ...(numShots > 0 ? [`few-shot ${numShots}`] : []),
    ...(rho === undefined ? [] : [`rho ${rho}`]),
    ...(numPhrases === defaults.numPhrases
      ? []
      : [`${numPhrases} ${numPhrases === 1 ? "phrase" : "phrases"}`]),
    ...(test.types.includes(6) ? ["ign(C) tested"] : []),
    ...(training ? describeTraining(training) : []),
  ].join(", ");
}

function describeTraining(training: NonNullable<FocusRun["training"]>): readonly string[] {
  const usual = defaults.training;
  const { numSteps, lora, typeProbabilities, learningRate, seed } = training;
  const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  return [
    ...(isSame(typeProbabilities, usual?.typeProbabilities)
      ? []
      : [`types ${typeProbabilities.map((p) => Number(p.toFixed(3))).join(" ")}`]),
    ...(lora.rank === usual?.lora.rank ? [] : [`rank ${lora.rank}`]),
    ...(learningRate === usual?.learningRate ? [] : [`rate ${learningRate}`]),
    ...(numSteps === usual?.numSteps ? [] : [`${numSteps} steps`]),
    `seed ${seed}`,
  ];
}
